// An attack with one operation over and over, each time as another text unless it is to be the same, from several
// connections at once, in a thread of its own so that whoever measures meanwhile waits for nothing but the server. It
// tells how many it sent and what they were answered with.
import { connect } from 'node:net';
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';

const { url, query, variables, isSame, connections, forMs, everyMs = 0, overSockets = false } = workerData;
const { authorization, left } = workerData;
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
  if (authorization) headers.authorization = authorization;
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

/** Connections that are left open; what is refused is closed by the server. */
async function onConnections() {
  const { hostname, port } = new URL(url);
  const open = new Set();
  while (!isOver()) {
    sent += 1;
    const socket = connect({ host: hostname, port: Number(port) });
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
    if (left.readsStatus) socket.once('data', (data) => answers.add(String(data).slice(9, 12)));
    else socket.pause();
    socket.write(left.text);
    await pause();
  }
  for (const socket of open) socket.destroy();
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

const way = left ? onConnections : overSockets ? overSocket : overHttp;
await Promise.all(Array.from({ length: connections }, way));
parentPort?.postMessage({ sent, answers: [...answers] }, []);
