import { expect, it } from 'vitest';
import { joinTurns } from '../../../src/engine/model/turns.ts';
import { countedTurns } from '../../support/counted-turns.ts';

const { signal } = new AbortController();

it('joined turns have the lanes of all parts, each served by its own', async () => {
  const [some, others] = [countedTurns(['a', 'b']), countedTurns(['c'])];
  const all = joinTurns([some, others]);
  some.append();
  others.append();
  const [, , third] = all.lanes;
  expect(all.lanes.map(({ projection }) => projection)).toEqual(['a', 'b', 'c']);
  if (third) expect(await all.turn(third, signal)).toBe('atHead');
  expect([some.begun.size, others.begun.get('c.0')]).toEqual([0, 1]);
  expect(await all.survey('1')).toEqual([...(await some.survey('1')), ...(await others.survey('1'))]);
  expect(await all.head()).toBe(await some.head());
  await expect(all.turn({ projection: 'd', lane: 0 }, signal)).rejects.toMatchObject({
    code: 'UNKNOWN_LANE',
  });
});
