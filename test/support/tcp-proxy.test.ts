import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let proxy: TcpProxy;
let received: string[];

// The server answers every line with the same in capitals.
beforeEach(async () => {
  received = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data: Buffer) => {
      received.push(String(data));
      socket.write(String(data).toUpperCase());
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  proxy = await startTcpProxy({ port: typeof address === 'object' ? (address?.port ?? 0) : 0 });
  return async () => {
    await proxy.stop();
    server.close();
  };
});

async function open(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function say(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [data]: unknown[] = await once(socket, 'data', { signal: AbortSignal.timeout(300) });
  return String(data);
}

const silence = 'The operation was aborted';

test('it passes everything on, and big things whole', async () => {
  const socket = await open();
  expect(await say(socket, 'hello')).toBe('HELLO');
  expect(proxy.openConnections()).toBe(1);
  const big = 'x'.repeat(3_000_000);
  let length = 0;
  socket.on('data', (data: Buffer) => (length += data.length));
  socket.write(big);
  await expect.poll(() => length).toBe(big.length);
  expect(proxy.through('redis://:pw@other:6379/0')).toBe(`redis://:pw@127.0.0.1:${proxy.port}/0`);
});

test('it delays both ways without changing the order', async () => {
  const socket = await open();
  proxy.setLatency(50);
  const start = Date.now();
  expect(await say(socket, 'a')).toBe('A');
  expect(Date.now() - start).toBeGreaterThanOrEqual(98);
  let all = '';
  socket.on('data', (data: Buffer) => (all += String(data)));
  for (const letter of 'bcdef') socket.write(letter);
  proxy.setLatency(0);
  socket.write('g');
  await expect.poll(() => all).toBe('BCDEFG');
});

test('it cuts, resets, refuses and lets in again', async () => {
  const cut = await open();
  proxy.cut();
  await once(cut, 'close');
  const reset = await open();
  const failure = once(reset, 'error');
  await expect.poll(() => proxy.openConnections()).toBe(1);
  proxy.reset();
  expect(await failure).toEqual([expect.objectContaining({ code: 'ECONNRESET' })]);
  proxy.refuse();
  const refused = connect(proxy.port, '127.0.0.1');
  expect(await once(refused, 'error')).toEqual([expect.objectContaining({ code: 'ECONNRESET' })]);
  proxy.open();
  expect(await say(await open(), 'back')).toBe('BACK');
});

test('it swallows everything, or replies only, and stays silent on connections that lost something', async () => {
  const socket = await open();
  expect(await say(socket, 'a')).toBe('A');
  proxy.blackHole('replies');
  await expect(say(socket, 'b')).rejects.toThrow(silence);
  expect(received).toEqual(['a', 'b']);
  proxy.blackHole();
  await expect(say(socket, 'c')).rejects.toThrow(silence);
  const late = await open();
  await expect(say(late, 'd')).rejects.toThrow(silence);
  expect(received).toEqual(['a', 'b']);
  proxy.open();
  await expect(say(socket, 'e')).rejects.toThrow(silence);
  expect(await say(await open(), 'f')).toBe('F');
  proxy.cut();
  await once(socket, 'close');
});
