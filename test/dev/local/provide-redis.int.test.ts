import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { installRedis } from '../../../src/dev/local/install-redis.ts';
import { runProcess } from '../../../src/dev/local/processes.ts';
import { howToGetRedis, provideRedis } from '../../../src/dev/local/provide-redis.ts';
import { answersPing } from '../../../src/dev/local/redis-wire.ts';
import { ownFolder } from '../../support/servers.ts';

/** A PATH on which there is nothing but what the test puts there. */
let path = '';
const realPath = process.env['PATH'] ?? '';

beforeEach(() => {
  path = ownFolder('path');
  mkdirSync(path);
  for (const tool of ['sh', 'env', 'setpriv', 'true', 'test']) {
    const real = realPath
      .split(delimiter)
      .map((folder) => join(folder, tool))
      .find((file) => existsSync(file));
    if (real !== undefined) symlinkSync(real, join(path, tool));
  }
  process.env['PATH'] = path;
  return () => {
    process.env['PATH'] = realPath;
  };
});

function script(name: string, ...lines: readonly string[]): void {
  writeFileSync(join(path, name), ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(join(path, name), 0o755);
}

const realRedis = async (): Promise<string> => {
  const run = await runProcess({
    file: '/bin/sh',
    args: ['-c', `PATH="${realPath}"; command -v redis-server`],
  });
  return run.output.trim();
};

async function provided(install: (() => Promise<void>) | false): Promise<{ lines: string[]; url: string }> {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const redis = await provideRedis({ dataDir: ownFolder('provided'), log, install });
  onTestFinished(() => redis.stop());
  expect(await answersPing(redis.port, new URL(redis.url).password)).toBe(true);
  return { lines, url: redis.url };
}

describe('where Redis comes from', () => {
  test('from the machine, also under the name valkey-server, without a word', async () => {
    symlinkSync(await realRedis(), join(path, 'valkey-server'));
    expect((await provided(false)).lines).toEqual([]);
  });

  test('otherwise from a container where Docker answers', async () => {
    const calls = ownFolder('calls');
    script(
      'docker',
      `echo "$*" >> ${calls}`,
      '[ "$1" = image ] && exit 1',
      '[ "$1" = run ] || exit 0',
      // What the image would run is at the end: the program and its arguments.
      'while [ "$1" != redis-server ]; do shift; done',
      `shift; exec ${await realRedis()} "$@"`,
    );
    const { lines, url } = await provided(false);
    expect(lines).toEqual([
      expect.stringContaining('in a container'),
      expect.stringContaining('Downloading'),
    ]);
    const run = readFileSync(calls, 'utf8')
      .split('\n')
      .find((call) => call.startsWith('run'));
    const { port } = new URL(url);
    expect(run).toContain(`--rm --init --publish 127.0.0.1:${port}:${port}`);
  });

  test('otherwise by installing it, which is said first', async () => {
    const redis = await realRedis();
    const { lines } = await provided(async () => symlinkSync(redis, join(path, 'redis-server')));
    expect(lines).toEqual([expect.stringContaining('installing the package redis-server')]);
  });

  test('otherwise there is one message that says how to get it', async () => {
    script('docker', 'exit 1');
    const dataDir = ownFolder('provided');
    const attempt = provideRedis({ dataDir, log: () => undefined, install: false });
    await expect(attempt).rejects.toThrow('Slipstream needs Redis');
    const failing = async (): Promise<void> => {
      throw new Error('apt-get could not install it.');
    };
    const installing = provideRedis({ dataDir, log: () => undefined, install: failing });
    await expect(installing).rejects.toThrow(/^apt-get could not install it\.\nSlipstream needs Redis/);
    expect(howToGetRedis('linux')).toContain('sudo apt-get install redis-server');
    expect(howToGetRedis('darwin')).toContain('brew install redis');
    expect(howToGetRedis('darwin')).not.toContain('apt-get');
    expect(howToGetRedis('win32')).toContain('REDIS_URL');
  });

  test('is installed without starting a service', async () => {
    const policy = join(path, 'policy-rc.d');
    const calls = ownFolder('calls');
    script('apt-get', `echo "$* $DEBIAN_FRONTEND" >> ${calls}; ${policy} || echo "policy $?" >> ${calls}`);
    await installRedis(policy);
    expect(readFileSync(calls, 'utf8').trim().split('\n')).toEqual([
      'update -qq noninteractive',
      'policy 101',
      'install -qq --no-install-recommends redis-server noninteractive',
      'policy 101',
    ]);
    expect(existsSync(policy)).toBe(false);
  });
});
