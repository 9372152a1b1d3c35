import { expect, it } from 'vitest';
import { inTurn } from '../../../src/engine/async/in-turn.ts';

it('gives each caller a round of the event loop of its own, in order, and others a chance in between', async () => {
  const seen: string[] = [];
  let rounds = 0;
  let isOver = false;
  const others = (async () => {
    while (!isOver) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      rounds += 1;
      seen.push('other');
    }
  })();
  const steps = ['a', 'b', 'c', 'd'].map(async (step) => {
    await inTurn();
    seen.push(step);
  });
  await Promise.all(steps);
  isOver = true;
  await others;
  expect(seen.filter((each) => each !== 'other')).toEqual(['a', 'b', 'c', 'd']);
  expect(rounds).toBeGreaterThanOrEqual(4);
  for (const [index, each] of seen.entries()) {
    if (each !== 'other' && seen[index + 1] !== undefined) expect(seen[index + 1]).toBe('other');
  }
});
