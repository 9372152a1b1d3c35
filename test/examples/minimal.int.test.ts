// The smallest system there is: one context in one file, and one that starts it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { freePort } from '../../src/dev/local/free-port.ts';
import { eventually } from '../support/eventually.ts';
import { ownPostgres, withRedis } from '../support/servers.ts';
import { clientOf } from '../support/shop.ts';

const redis = withRedis();

test('the minimal example runs on a database that is empty, does its two commands, and ends in order', async () => {
  const postgres = await ownPostgres();
  const port = await freePort();
  const program = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', 'examples/minimal/start.ts'],
    {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: postgres.url(),
        REDIS_URL: redis().url,
        PORT: String(port),
        LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  program.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  try {
    await eventually('the address', () => (said.includes('/graphql') ? true : undefined));
    expect(said).toBe(`http://127.0.0.1:${port}/graphql\n`);
    const { ask } = clientOf(`http://127.0.0.1:${port}`);
    const shown = '{ __typename ... on AddTaskPayload { task { title isDone version } } }';
    expect(
      await ask(`mutation { addTask(input: { taskId: "t", title: "Write less" }) ${shown} }`),
    ).toMatchObject({ data: { addTask: { task: { title: 'Write less', isDone: false, version: 1 } } } });
    const finish = `mutation { finishTask(input: { taskId: "t" }) { __typename ... on FinishTaskPayload { task { isDone } } } }`;
    expect(await ask(finish)).toMatchObject({ data: { finishTask: { task: { isDone: true } } } });
    expect(await ask(finish)).toMatchObject({ data: { finishTask: { __typename: 'NothingToChange' } } });
  } finally {
    program.kill('SIGTERM');
    const [code] = await once(program, 'exit');
    await postgres.stop();
    expect(code).toBe(0);
  }
});

test('and is small', () => {
  const lines = (file: string): number =>
    readFileSync(`examples/minimal/${file}`, 'utf8').trimEnd().split('\n').length;
  expect(lines('tasks.ts')).toBeLessThanOrEqual(60);
  expect(lines('start.ts')).toBeLessThanOrEqual(15);
});
