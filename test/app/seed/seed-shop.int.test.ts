// A seed on a real store: stopped and gone on with, run again, and run twice at once, it always leaves the same events.
import { describe, expect, it } from 'vitest';
import type { Count } from '../../../src/app/seed/progress.ts';
import { seedShop, SeedRefused } from '../../../src/app/seed/seed-shop.ts';
import { planShop, type Shop } from '../../../src/app/seed/shop.ts';
import { createCommandBus } from '../../../src/engine/flow/accept/commands/create-command-bus.ts';
import { createEventStore } from '../../../src/engine/flow/accept/event-store/create-event-store.ts';
import { modules } from '../../../src/app/modules.ts';
import { canonicalJson } from '../../../src/engine/model/json.ts';
import { readStore } from '../../support/oracle/read-store.ts';
import { freshDatabase, withDatabase } from '../../support/servers.ts';

const shop = planShop({ seed: 1, orders: 300 });
const database = withDatabase('test');

const run = (
  databaseUrl: string,
  {
    of = shop,
    signal = new AbortController().signal,
    show,
  }: {
    readonly of?: Shop;
    readonly signal?: AbortSignal;
    readonly show?: (count: Count) => void;
  } = {},
) => seedShop({ databaseUrl, shop: of, signal, ...(show ? { show } : {}) });

/** Everything but positions, ids of events, the time of recording, and what keys have made. */
async function contentsOf(databaseUrl: string): Promise<readonly unknown[]> {
  const { events } = await readStore(databaseUrl);
  return events
    .map(({ category, streamId, version, type, data, metadata, occurredAt }) => {
      const stream = category === 'email' ? category : `${category}/${streamId}`;
      return { stream, version, type, data, metadata, occurredAt };
    })
    .toSorted((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
}

async function stopAfter(databaseUrl: string, commands: number) {
  const controller = new AbortController();
  const show = (count: Count): void => {
    if (count.commands >= commands) controller.abort();
  };
  return run(databaseUrl, { signal: controller.signal, show });
}

describe('a seed', () => {
  it('that was stopped goes on where it was, and leaves the same store as one that was not', async () => {
    const other = await freshDatabase();
    try {
      const whole = await run(other.url);
      expect(whole).toMatchObject({ orders: 300, complete: true });
      expect(whole.fresh).toBe(whole.commands);

      const first = await stopAfter(database().url, whole.commands / 2);
      expect(first.complete).toBe(false);
      expect(first.fresh).toBeLessThan(whole.commands);
      const second = await run(database().url);
      expect(second.complete).toBe(true);
      expect(first.fresh + second.fresh).toBe(whole.commands);
      const contents = await contentsOf(database().url);
      expect(contents.length).toBeGreaterThan(1500);
      expect(contents).toEqual(await contentsOf(other.url));
    } finally {
      await other.drop();
    }
  });

  it('that is run again appends nothing', async () => {
    await run(database().url);
    const before = await contentsOf(database().url);
    expect(await run(database().url)).toMatchObject({ fresh: 0, orders: 300, complete: true });
    expect(await contentsOf(database().url)).toEqual(before);
  });

  it('that runs twice at once does everything once', async () => {
    const [one, two] = await Promise.all([run(database().url), run(database().url)]);
    const together = await contentsOf(database().url);
    expect(one.fresh + two.fresh).toBe(Math.max(one.commands, two.commands));
    const other = await freshDatabase();
    try {
      await run(other.url);
      expect(together).toEqual(await contentsOf(other.url));
    } finally {
      await other.drop();
    }
  });

  it.each([2, 3, 2 ** 31 - 1])('%i is accepted, beside shops of other seeds and sizes', async (seed) => {
    for (const orders of [1, 40, 200]) {
      const of = planShop({ seed, orders });
      expect(await run(database().url, { of })).toMatchObject({ complete: true, orders });
    }
  });

  it('says what was refused, and why', async () => {
    const store = createEventStore({
      databaseUrl: database().url,
      events: modules.flatMap(({ events }) => events),
    });
    const deciders = modules.flatMap((module) => module.deciders);
    const bus = createCommandBus({ store, deciders, doorbell: { ring: () => {} } });
    const input = { customerId: 'seed-1-300-customer-1', name: 'Somebody Else', email: 'else@example.com' };
    await bus.dispatch({ command: 'registerCustomer', input, principal: 'else', correlationId: 'else' });
    await bus.close();
    await store.close();
    const refused = run(database().url);
    await expect(refused).rejects.toThrow(SeedRefused);
    await expect(refused).rejects.toThrow(/registerCustomer .* ALREADY_EXISTS[^]*"seed-1-300-customer-1"/);
  });
});
