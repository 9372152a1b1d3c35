import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createPacer, type Pacer } from '../../../../src/engine/graphql/admission/pacer.ts';

const WORK_MS = 5;
const MANY = 10;

function work(): void {
  for (const until = performance.now() + WORK_MS; performance.now() < until;);
}

/** All come at once; how long they take, and how often something else had its turn meanwhile. */
async function many(pacer: Pacer, after: () => void) {
  const done: number[] = [];
  const begun = performance.now();
  let others = 0;
  let isOver = false;
  const going = (async () => {
    for (; !isOver; await nextTurn()) others += 1;
  })();
  await Promise.all(
    Array.from({ length: MANY }, async (_, at) => {
      await pacer.next();
      // As code in between does.
      for (let steps = 0; steps < 5; steps += 1) await Promise.resolve();
      work();
      done.push(at);
      after();
    }),
  );
  isOver = true;
  await going;
  expect(done).toEqual(Array.from({ length: MANY }, (_, at) => at));
  return { tookMs: performance.now() - begun, others };
}

test('one after the other goes on, with a turn for everything else between them', async () => {
  const { others } = await many(createPacer(), () => {});
  expect(others).toBeGreaterThanOrEqual(MANY);
});

test('those that are refused take a quarter of the time', async () => {
  const pacer = createPacer();
  const { tookMs } = await many(pacer, pacer.rest);
  // The last one is not waited for.
  expect(tookMs).toBeGreaterThan(MANY * WORK_MS + 3 * (MANY - 1) * WORK_MS - 1);
});

test('nobody waits for what was refused long ago', async () => {
  const pacer = createPacer(1000);
  await pacer.next();
  work();
  pacer.rest();
  // It rests for the longest time that there is: 300 ms.
  await new Promise((resolve) => setTimeout(resolve, 350));
  const begun = performance.now();
  await pacer.next();
  expect(performance.now() - begun).toBeLessThan(250);
});
