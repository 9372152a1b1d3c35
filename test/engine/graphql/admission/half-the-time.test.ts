import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { halfTheTime } from '../../../../src/engine/graphql/admission/half-the-time.ts';

const WORK_MS = 10;

function work(): void {
  for (const until = performance.now() + WORK_MS; performance.now() < until;);
}

test('one that comes alone waits for nothing but its turn', async () => {
  const turn = halfTheTime();
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 1);
  await turn();
  clearInterval(counting);
  expect(turns).toBeLessThan(3);
});

test('many take half of the time, in the order in which they came', async () => {
  const turn = halfTheTime();
  const done: number[] = [];
  const begun = performance.now();
  const all = Promise.all(
    Array.from({ length: 10 }, async (_, at) => {
      await turn();
      work();
      done.push(at);
    }),
  );
  let others = 0;
  let isOver = false;
  const going = (async () => {
    for (; !isOver; await nextTurn()) others += 1;
  })();
  await all;
  const took = performance.now() - begun;
  isOver = true;
  await going;
  expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(took).toBeGreaterThan(19 * WORK_MS - 5);
  expect(others).toBeGreaterThan(10);
});
