// A projection of the running shop is paused and goes on: readers of it see what was there, all others what happens.
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { requireServers, loadSettings } from '../../src/engine/host/settings.ts';
import { openControlAlone, type Control } from '../../src/engine/operations/open-control.ts';
import { shop as system } from '../../src/app/system.ts';
import type { Verb } from '../../src/engine/model/operations.ts';
import { eventually } from '../support/eventually.ts';
import { withShop } from '../support/shop.ts';

const shop = withShop();

async function operating<Result>(work: (control: Control) => Promise<Result>): Promise<Result> {
  const { databaseUrl, redisUrl } = shop();
  const settings = loadSettings({ NODE_ENV: 'test', DATABASE_URL: databaseUrl, REDIS_URL: redisUrl });
  const control = await openControlAlone(system, requireServers(settings));
  try {
    return await work(control);
  } finally {
    await control.close();
  }
}

const deed = (verb: Verb, projection: string) =>
  operating(({ run }) =>
    run({ verb, commandId: randomUUID(), principal: 'ann', reason: 'a test', input: { projection } }),
  );

async function register(customerId: string): Promise<string> {
  const { commands } = shop().api.services;
  const input = { customerId, name: customerId, email: `${customerId}@example.com` };
  const outcome = await commands.dispatch({
    ...{ command: 'registerCustomer', input },
    ...{ principal: 'ann', correlationId: 'paused' },
  });
  if (!outcome.accepted) throw new Error(outcome.rejection.message);
  return outcome.receipt.token;
}

const read = (id: string, after: string) =>
  shop().api.services.reads.read({ readModel: 'customer', id, after, maxWaitMs: 200, ifBehind: 'STALE' });

it('stands still within seconds and goes on where it stood', async () => {
  expect(await deed('pauseProjection', 'customer')).toMatchObject({ done: true });
  let n = 0;
  const [id, token] = await eventually(
    'a customer that is not folded',
    async () => {
      n += 1;
      const each = `paused-${n}`;
      const at = await register(each);
      return (await read(each, at)).document === null ? ([each, at] as const) : undefined;
    },
    { everyMs: 200 },
  );
  expect((await shop().ask(`{ product(id: "product-1") { id } }`)).errors).toBeUndefined();
  expect(await deed('resumeProjection', 'customer')).toMatchObject({
    done: true,
    result: { projection: 'customer', resumed: ['customer.0'] },
  });
  const seen = await eventually('the customer', async () => (await read(id, token)).document ?? undefined);
  expect(seen.version).toBe(1);
});
