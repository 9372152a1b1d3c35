import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../../src/dev/local/free-port.ts';
import { birthOf } from '../../../src/engine/host/process-identity.ts';
import { runProcess, startProcess } from '../../../src/dev/local/processes.ts';

function logFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'log');
}

const shell = (script: string) => ({ file: 'sh', args: ['-c', script] });

test('a program is run to its end', async () => {
  expect(await runProcess(shell('echo out; echo err >&2; exit 3'))).toEqual({
    status: 3,
    output: expect.stringMatching(/^(out\nerr|err\nout)\n$/),
  });
  expect(await runProcess({ file: 'no-such-program', args: [] })).toMatchObject({ status: null });
  await expect(startProcess({ file: 'no-such-program', args: [] }, logFile())).rejects.toThrow('ENOENT');
});

test('one that does not listen is stopped all the same, paused or not', async () => {
  const log = logFile();
  const deaf = await startProcess(shell('trap "" INT TERM; echo ready; while :; do sleep 0.05; done'), log);
  await expect.poll(() => readFileSync(log, 'utf8')).toBe('ready\n');
  await deaf.kill('SIGSTOP');
  expect(deaf.hasExited()).toBe(false);
  await deaf.stop(['SIGINT', 'SIGTERM'], 100);
  expect(deaf.hasExited()).toBe(true);
  expect(await deaf.exited).toBe('signal SIGKILL');
  expect(birthOf(deaf.pid)).toBeUndefined();
  await deaf.stop(['SIGINT']);
});

test('a free port is free, and the preferred one if that is', async () => {
  const port = await freePort();
  expect(await freePort(port)).toBe(port);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  expect(await freePort(port)).not.toBe(port);
  server.close();
});
