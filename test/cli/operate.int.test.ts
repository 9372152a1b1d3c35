// Deeds of an operator at the command line: by name, with a reason, and with an exit code for scripts.
import { Client } from 'pg';
import { expect, test, vi } from 'vitest';
import { shop as system } from '../../src/app/system.ts';
import { commandLineHere } from '../support/command-line-here.ts';
import { withDatabase, withRedis } from '../support/servers.ts';

vi.setConfig({ testTimeout: 120_000 });

const database = withDatabase();
const redis = withRedis();
const cli = (...args: readonly string[]) =>
  commandLineHere(system, { databaseUrl: database().url, redisUrl: redis().url }, args);

test('a projection is paused and resumed, and the audit says by whom and why', async () => {
  const paused = await cli('pause', 'order', '--reason', 'the fold is wrong');
  expect(paused).toMatchObject({ code: 0, err: '' });
  expect(paused.out).toMatch(/^order is paused: /);
  const resumed = await cli('resume', 'order', '--json');
  expect(resumed).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(resumed.out)).toMatchObject({
    done: true,
    replayed: false,
    result: { projection: 'order', resumed: ['order.0'], triedAgain: [] },
  });
  const audit = await cli('audit');
  const [first = '', second = ''] = audit.out.split('\n');
  expect(first).toMatch(
    /^\d{4}-\S+Z {2}cli:\S+ {2}resumeProjection \{"projection":"order"\} {2}done, resumed order\.0$/,
  );
  expect(second).toMatch(
    /pauseProjection \{"projection":"order"\} {2}done, paused order\.0 {2}\(the fold is wrong\)$/,
  );
});

test('what there is not is refused: 2, in a sentence or as JSON', async () => {
  const refused = await cli('pause', 'nobody', '--json');
  expect(refused.code).toBe(2);
  expect(JSON.parse(refused.out)).toMatchObject({ done: false, code: 'NOT_FOUND' });
  expect(refused.err).toBe('There is no projection nobody.\n');
});

test('refused commands of long ago are removed, and those of today are not', async () => {
  const client = new Client({ connectionString: database().url });
  await client.connect();
  await client.query(
    `INSERT INTO "RefusedCommand"
     SELECT 'ada', gen_random_uuid(), 'payOrder', '{}', 'hash', 'order-1', 'NOT_FOUND', '{}', 'correlation',
       '2026-09-01'::TIMESTAMPTZ + n * INTERVAL '1 day' FROM generate_series(0, 59) AS n`,
  );
  const removed = await cli('forget-refusals', '--before', '2026-10-01', '--reason', 'room');
  expect(removed).toMatchObject({ code: 0, err: '' });
  expect(removed.out).toBe('30 refused commands of before 2026-10-01T00:00:00.000Z are removed.\n');
  expect((await client.query('SELECT FROM "RefusedCommand"')).rowCount).toBe(30);
  await client.end();
  expect(await cli('forget-refusals', '--before', '2999-01-01')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^before: must be a day ago or longer/),
  });
  expect((await cli('audit')).out).toContain('forgetRefusals {"before":"2026-10-01"}  done  (room)');
});
