// Thousands of subscribers of one operation, each with a connection of its own: no HTTP client would be as cheap, so they
// write their request to a socket and look for nothing but versions in what comes.
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { answering, say, settingsOf } from '../support/as-child.ts';
import { percentiles } from '../support/load.ts';
import { now } from '../support/now.ts';

const { url, body, subscribers } = settingsOf(
  z.object({ url: z.string(), body: z.string(), subscribers: z.int() }),
);
const { hostname, port } = new URL(url);

/** How many open their connections at the same time. */
const OPENING = 100;
const GRACE_MS = 180_000;
const VERSION = /"version":(\d+),"token"/g;

interface Subscriber {
  readonly socket: Socket;
  version: number;
  messages: number;
  /** What came since the last question, and when. */
  heard: { readonly version: number; readonly at: number }[];
}

const all: Subscriber[] = [];

const request = [
  'POST /graphql HTTP/1.1',
  `host: ${hostname}:${port}`,
  'content-type: application/json',
  'accept: text/event-stream',
  `content-length: ${Buffer.byteLength(body)}`,
  '',
  body,
].join('\r\n');

function open(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const one: Subscriber = { socket, version: 0, messages: 0, heard: [] };
    let rest = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const text = rest + chunk;
      if (text.startsWith('HTTP/1.1 200')) {
        all.push(one);
        resolve();
      } else if (one.version === 0 && text.startsWith('HTTP/1.1')) reject(new Error(text));
      rest = take(one, text);
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('The server closed a stream.')));
    socket.write(request);
  });
}

/** @returns the end of the text in which a message may begin. */
function take(one: Subscriber, text: string): string {
  let end = 0;
  for (const match of text.matchAll(VERSION)) {
    one.version = Number(match[1]);
    one.messages += 1;
    one.heard.push({ version: one.version, at: now() });
    end = match.index + match[0].length;
  }
  return text.slice(Math.max(end, text.length - 64));
}

async function opener(left: { count: number }): Promise<void> {
  while (left.count > 0) {
    left.count -= 1;
    await open();
  }
}

async function untilAllAt(version: number): Promise<void> {
  const deadline = now() + GRACE_MS;
  for (;;) {
    const late = all.filter((one) => one.version < version).length;
    if (late === 0) return;
    if (now() > deadline) throw new Error(`${late} subscribers never came to version ${version}.`);
    await sleep(20);
  }
}

answering(z.object({ version: z.int(), from: z.number() }), async ({ version, from }) => {
  await untilAllAt(version);
  const delays = all.map(({ heard }) => (heard.find((each) => each.version >= version)?.at ?? NaN) - from);
  const messages = all.reduce((sum, each) => sum + each.messages, 0);
  const highest = Math.max(...all.map((each) => each.version));
  for (const one of all) {
    one.heard = [];
    one.messages = 0;
  }
  return {
    ...percentiles(delays),
    last: delays.reduce((most, each) => Math.max(most, each), 0),
    messages,
    highest,
  };
});

const left = { count: subscribers };
const began = now();
await Promise.all(Array.from({ length: OPENING }, () => opener(left)));
say({ openedInMs: now() - began });
