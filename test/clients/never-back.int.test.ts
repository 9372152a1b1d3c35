// As test/proofs/never-stale.int.test.ts, without servers and in simulated time: many ways in which questions, answers, updates
// and projections may overtake each other, of which a real server shows few. A seed that fails once always fails.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { changeOften, fallsIn } from '../support/change-often.ts';
import { randomFrom } from '../support/random.ts';
import { shopClients } from '../support/shop-clients.ts';
import { slowShop } from '../support/slow-shop.ts';

const SEEDS = 5;
const ORDERS = 6;
const CHANGES = 12;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Lets time pass until it is done. */
async function passTime<Value>(work: Promise<Value>): Promise<Value> {
  let isOver = false;
  const over = (): void => void (isOver = true);
  work.then(over, over);
  while (!isOver) await vi.advanceTimersToNextTimerAsync();
  return work;
}

it.each(shopClients)('%s never goes back, whatever overtakes what', async (_name, open) => {
  const fallen: unknown[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const random = randomFrom(seed);
    const { fetch, create, touch } = slowShop(random.fork(), random.pick([0, 10, 100]));
    vi.stubGlobal('fetch', fetch);
    const client = open({ url: 'http://shop.test/graphql' });
    const orders = Array.from({ length: ORDERS }, (_, index) => {
      const id = `order-${index}`;
      create(id);
      return changeOften(client, { id, touch }, { random: random.fork(), changes: CHANGES });
    });
    const rendered = await passTime(Promise.all(orders));
    const falls = rendered.flatMap(fallsIn);
    if (falls.length > 0) fallen.push({ seed, falls });
    // Each change was shown at once, before its answer came.
    expect(rendered.flat().length).toBeGreaterThan(ORDERS * CHANGES);
    client.close();
  }
  expect(fallen).toEqual([]);
});
