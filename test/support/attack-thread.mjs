// Sends one operation over and over, each time as another text unless it is to be the same, from several connections at
// once, in a thread of its own so that whoever measures meanwhile waits for nothing but the server. Tells how many it sent
// and what they were answered with.
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';

const { url, query, variables, isSame, connections, forMs, everyMs = 0, overSockets = false } = workerData;
// Who attacks has a machine of its own: here it takes no processor from its neighbour. On Linux this is of the thread alone.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);

const until = performance.now() + forMs;
const answers = new Set();
let sent = 0;

const isOver = () => performance.now() >= until;
const pause = () => new Promise((resolve) => setTimeout(resolve, everyMs));
const count = (answer) => answers.add(/"code":"(\w+)"/.exec(answer.slice(0, 20_000))?.[1] ?? 'answered');

function next() {
  sent += 1;
  return { query: isSame ? query : `${query} #${sent}`, variables };
}

async function post() {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(next()) });
  count(await response.text());
}

async function overHttp() {
  const under = new Set();
  while (!isOver()) {
    const one = post().finally(() => under.delete(one));
    under.add(one);
    // With a pace, one is not waited for before the next.
    await (everyMs > 0 ? pause() : one);
  }
  await Promise.all(under);
}

/** Ten at a time. */
function overSocket() {
  return new Promise((resolve) => {
    const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
    const say = (message) => socket.send(JSON.stringify(message));
    const ask = () => say({ id: String(sent), type: 'subscribe', payload: next() });
    socket.on('open', () => say({ type: 'connection_init' }));
    socket.on('error', resolve).on('close', resolve);
    socket.on('message', (data) => {
      const text = String(data);
      const { type } = JSON.parse(text);
      if (type === 'next' || type === 'error') count(text);
      if (isOver()) socket.close();
      else if (type === 'connection_ack') for (let at = 0; at < 10; at += 1) ask();
      else if (type === 'complete' || type === 'error') ask();
    });
  });
}

await Promise.all(Array.from({ length: connections }, overSockets ? overSocket : overHttp));
parentPort?.postMessage({ sent, answers: [...answers] }, []);
