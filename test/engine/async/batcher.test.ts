import { describe, expect, test } from 'vitest';
import { createBatcher, type BatcherOptions } from '../../../src/engine/async/batcher.ts';

interface Item {
  readonly n: number;
}

/** A batcher whose batches end when the test says so. */
function manual(options: Partial<BatcherOptions<Item, number>> = {}) {
  const batches: { readonly items: readonly number[]; readonly end: (error?: Error) => void }[] = [];
  const submit = createBatcher<Item, number>({
    run: (items) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error): void => (error ? reject(error) : resolve(items.map(({ n }) => n * 10)));
        batches.push({ items: items.map(({ n }) => n), end });
      }),
    take: (waiting) => waiting.slice(0, 3),
    maxInFlight: 1,
    isolates: ({ message }: Error) => message === 'of one',
    ...options,
  } as BatcherOptions<Item, number>);
  const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  return { batches, turn, send: (n: number) => submit({ n }) };
}

describe('a batcher', () => {
  test('runs together what is asked for in one turn, and what comes meanwhile in the next batch', async () => {
    const { batches, turn, send } = manual();
    const first = [send(1), send(2)];
    await turn();
    const later = [3, 4, 5, 6].map(send);
    await turn();
    expect(batches.map(({ items }) => items)).toEqual([[1, 2]]);
    batches[0]?.end();
    expect(await Promise.all(first)).toEqual([10, 20]);
    await turn();
    batches[1]?.end();
    await turn();
    batches[2]?.end();
    expect(await Promise.all(later)).toEqual([30, 40, 50, 60]);
    expect(batches.map(({ items }) => items)).toEqual([[1, 2], [3, 4, 5], [6]]);
  });

  test('runs as many batches at a time as it may', async () => {
    const { batches, turn, send } = manual({ maxInFlight: 2 });
    const sent = [1, 2, 3, 4, 5, 6, 7].map(send);
    await turn();
    expect(batches).toHaveLength(2);
    batches[1]?.end();
    await turn();
    expect(batches).toHaveLength(3);
    for (const { end } of batches) end();
    expect(await Promise.all(sent)).toEqual([10, 20, 30, 40, 50, 60, 70]);
  });

  test('fails all of a batch, or runs each alone if it may be the fault of one', async () => {
    const { batches, turn, send } = manual();
    const all = Promise.allSettled([1, 2].map(send));
    await turn();
    batches[0]?.end(new Error('of all'));
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);

    const one = Promise.allSettled([3, 4, 5].map(send));
    await turn();
    batches[1]?.end(new Error('of one'));
    for (const [index, error] of [undefined, new Error('of one'), undefined].entries()) {
      await turn();
      batches[2 + index]?.end(error);
    }
    expect((await one).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(batches.map(({ items }) => items)).toEqual([[1, 2], [3, 4, 5], [3], [4], [5]]);
  });

  test('does not let anyone wait for an answer that was left out', async () => {
    const { send } = manual({ run: async () => [1] });
    const [there, missing] = await Promise.allSettled([send(1), send(2)]);
    expect(there).toMatchObject({ value: 1 });
    expect(missing).toMatchObject({ reason: { code: 'STORE_FAILED' } });
  });
});
