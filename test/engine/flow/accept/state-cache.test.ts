import { expect, test } from 'vitest';
import { createStateCache } from '../../../../src/engine/flow/accept/deciders/state-cache.ts';

const at = (version: number) => ({ version, state: `state ${version}`, snapshotAt: 0 });

test('keeps the states that were used last', () => {
  const cache = createStateCache(2);
  cache.set('a', at(1));
  cache.set('b', at(1));
  cache.get('a');
  cache.set('c', at(1));
  expect(['a', 'b', 'c'].map((key) => cache.get(key)?.version)).toEqual([1, undefined, 1]);
});

test('does not go back to an older version', () => {
  const cache = createStateCache(2);
  cache.set('a', at(5));
  cache.set('a', at(4));
  expect(cache.get('a')).toEqual(at(5));
  cache.clear();
  expect(cache.get('a')).toBeUndefined();
});
