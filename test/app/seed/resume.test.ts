import { describe, expect, it } from 'vitest';
import { WINDOW } from '../../../src/app/seed/dispatch-in-order.ts';
import { seedCommands } from '../../../src/app/seed/generate.ts';
import { commandsAfter, ordersThere } from '../../../src/app/seed/resume.ts';
import { idOf, planShop } from '../../../src/app/seed/shop.ts';

const shop = planShop({ seed: 1, orders: 900 });
const all = [...seedCommands(shop)];
/** A store in which these orders are. */
function storeOf(orders: readonly number[]) {
  const streams = new Set(orders.map((order) => `order/${idOf(shop, 'order', order)}`));
  let asked = 0;
  const exists = async (category: string, id: string): Promise<boolean> => {
    asked += 1;
    return streams.has(`${category}/${id}`);
  };
  return { exists, asked: () => asked };
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, order) => order);

async function restAfter(orders: number) {
  const rest = [];
  for await (const command of commandsAfter(shop, orders)) rest.push(command);
  return rest;
}

describe('an earlier run', () => {
  it.each([0, 1, 2, 449, 899, 900])('is found by a few looks when it came to %i orders', async (count) => {
    const { exists, asked } = storeOf(upTo(count));
    expect(await ordersThere(shop, exists)).toBe(count);
    expect(asked()).toBeLessThan(12);
  });

  it('is found near its end when the last orders were made in another order', async () => {
    const { exists } = storeOf([...upTo(440), 442, 443, 447]);
    const found = await ordersThere(shop, exists);
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
