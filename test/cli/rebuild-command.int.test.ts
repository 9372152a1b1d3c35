// A rebuild and the plan of a deploy as an operator or a pipeline runs them, by their exit codes.
import pg from 'pg';
import { expect, test } from 'vitest';
import type { System } from '../../src/engine/definitions/define-system.ts';
import { shop as system } from '../../src/app/system.ts';
import { commandLineHere } from '../support/command-line-here.ts';
import { withShop } from '../support/shop.ts';

/** As code that folds orders in another way would see it. */
const otherOrders: System = {
  ...system,
  projections: system.projections.map((each) =>
    each.name === 'order' ? { ...each, foldId: 'v99-other' } : each,
  ),
};

const shop = withShop({ reactions: true });
const cli = (...args: readonly string[]) => commandLineHere(system, shop(), args);

test('a projection is rebuilt, and what can not be done is refused', async () => {
  const rebuilt = await cli('rebuild', 'order', '--wait', '--reason', 'a test');
  expect(rebuilt).toMatchObject({ code: 0, err: '' });
  expect(rebuilt.out).toMatch(
    /^order is filled beside what readers see\.[^]*Readers are switched\. .*differences: 0\.\n$/,
  );
  expect(await cli('switch', 'order')).toMatchObject({ code: 2, out: '' });
  expect(await cli('rebuild', 'order', '--rate', 'fast')).toMatchObject({ code: 1, out: '' });
});

test('a plan finds nothing to do, and events that no module lists', async () => {
  expect(await cli('plan')).toMatchObject({ code: 0, err: '' });
  const changed = await commandLineHere(otherOrders, shop(), ['plan']);
  expect(changed).toMatchObject({ code: 2, err: 'Read models that are filled anew: 1.\n' });
  expect(changed.out).toMatch(
    /^REFILL {2}order: \d+ events .*\n {8}about \d+ m?s at \d+ events a second, as its last rebuild; about \d+\.\d MB of Redis/,
  );
  const json = await commandLineHere(otherOrders, shop(), ['plan', '--json']);
  expect(JSON.parse(json.out)).toMatchObject({
    refills: [
      {
        ...{ projection: 'order', to: 'v99-other' },
        estimate: {
          ...{ ms: expect.any(Number), redisBytes: expect.any(Number) },
          ...{ basis: 'LAST_REBUILD', eventsPerSecond: expect.any(Number) },
        },
      },
    ],
  });
  const client = new pg.Client({ connectionString: shop().databaseUrl });
  await client.connect();
  await shop().stopWorker();
  await client.query(`
    INSERT INTO "Event" SELECT "position" + 1, gen_random_uuid(), 'order/unknown-1', 1, 'OrderTeleported', 1,
      "payload", "metadata", "recordedAt", "occurredAt" FROM "Event" ORDER BY "position" DESC LIMIT 1`);
  await client.end();
  const plan = await cli('plan', '--json');
  expect(plan.code).toBe(1);
  expect(JSON.parse(plan.out)).toMatchObject({
    unreadable: [{ category: 'order', type: 'OrderTeleported', events: 1, code: 'UNKNOWN_EVENT_TYPE' }],
    refills: [],
  });
});
