import { describe, expect, it } from 'vitest';
import { WINDOW } from '../../../src/app/seed/dispatch-in-order.ts';
import { seedCommands } from '../../../src/app/seed/generate.ts';
import { commandsAfter, ordersThere } from '../../../src/app/seed/resume.ts';
import { idOf, planShop } from '../../../src/app/seed/shop.ts';
import type { EventReader } from '../../../src/engine/model/event-store.ts';
import type { RecordedEvent } from '../../../src/engine/model/events.ts';

const shop = planShop({ seed: 1, orders: 900 });
const all = [...seedCommands(shop)];
const EVENT: RecordedEvent = {
  position: '1',
  id: '00000000-0000-0000-0000-000000000000',
  category: 'order',
  streamId: 'any',
  version: 1,
  type: 'OrderCreated',
  schemaVersion: 1,
  data: {},
  recordedAt: '2026-01-01T00:00:00.000Z',
  occurredAt: '2026-01-01T00:00:00.000Z',
  metadata: { causationId: '', correlationId: '', principal: '' },
};

/** A store in which these orders are. */
function readerOf(orders: readonly number[]) {
  const streams = new Set(orders.map((order) => `order/${idOf(shop, 'order', order)}`));
  let asked = 0;
  const reader: Pick<EventReader, 'readStreams'> = {
    readStreams: async (tails) => {
      asked += 1;
      const found = tails.map(({ stream }) => (streams.has(stream) ? [EVENT] : []));
      return { head: '1', now: EVENT.recordedAt, streams: found };
    },
  };
  return { reader, asked: () => asked };
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, order) => order);

async function restAfter(orders: number) {
  const rest = [];
  for await (const command of commandsAfter(shop, orders)) rest.push(command);
  return rest;
}

describe('an earlier run', () => {
  it.each([0, 1, 2, 449, 899, 900])('is found by a few looks when it came to %i orders', async (count) => {
    const { reader, asked } = readerOf(upTo(count));
    expect(await ordersThere(shop, reader)).toBe(count);
    expect(asked()).toBeLessThan(12);
  });

  it('is found near its end when the last orders were made in another order', async () => {
    const { reader } = readerOf([...upTo(440), 442, 443, 447]);
    const found = await ordersThere(shop, reader);
    expect([440, 443, 444, 448]).toContain(found);
  });

  it('is gone on from a window before the last order, with the very same commands', async () => {
    for (const orders of [1, 500, 900]) {
      const rest = await restAfter(orders);
      const creation = all.findIndex(({ order }) => order === orders - 1);
      const [first] = rest;
      expect(first?.number).toBeLessThanOrEqual(Math.max(0, creation - WINDOW + 1));
      expect(rest).toEqual(all.slice(first?.number ?? 0));
    }
    expect((await restAfter(900)).length).toBeLessThan(3 * WINDOW);
  });

  it('that made no order is gone through from the beginning', async () => {
    expect(await restAfter(0)).toEqual(all);
  });
});
