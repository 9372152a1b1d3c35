// Results of a range that compares any number of a document, beside no text.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { defineDocument, defineEvents, defineProjection, defineSearch, event } from '#engine';
import { openSearch } from '../../../support/search-scene.ts';
import { withDatabase, withRedis } from '../../../support/servers.ts';

const StoneEvents = defineEvents('stone', {
  StoneFound: event<{ weight: number | null }>(),
  StoneWeighed: event<{ weight: number | null }>(),
});
const stoneProjection = defineProjection('stone', {
  document: defineDocument('Stone', { size: z.object({ weight: z.number().nullable() }) }),
  from: [StoneEvents],
  create: { StoneFound: ({ data: { weight } }) => ({ size: { weight } }) },
  update: { StoneWeighed: (_stone, { data: { weight } }) => ({ size: { weight } }) },
});
const stoneSearch = defineSearch('stoneSearch', stoneProjection, {
  search: 'searchStones',
  text: {},
  range: { name: 'weight', number: 'size.weight', input: z.number(), end: (number) => ({ number }) },
});

const WEIGHTS = {
  ...{ below: -1.5, zero: 0, third: 1 / 3, one: 1, more: 1.0000000000000002 },
  ...{ most: Number.MAX_SAFE_INTEGER, beyond: 1e300, unknown: null },
};

const database = withDatabase();
const redis = withRedis();
let scene: ReturnType<typeof openSearch>;
beforeAll(async () => {
  scene = openSearch({ databaseUrl: database().url, redisUrl: redis().url }, stoneSearch);
  for (const [id, weight] of Object.entries(WEIGHTS)) {
    scene.events.append(id, StoneEvents.StoneFound({ weight }));
  }
  await scene.catchUp();
});
afterAll(() => scene.close());

test.each([
  [{ least: -1.5, most: 0 }, ['below', 'zero']],
  [{ least: 0.1, most: 0.5 }, ['third']],
  [{ least: 1 / 3, most: 1 / 3 }, ['third']],
  [{ least: 1, most: 1 }, ['one']],
  [{ least: 1.0000000000000002, most: 2 }, ['more']],
  [{ least: Number.MAX_SAFE_INTEGER }, ['beyond', 'most']],
  [{ most: -1e300 }, []],
  [{ least: 0 }, ['beyond', 'more', 'most', 'one', 'third', 'zero']],
  [{}, Object.keys(WEIGHTS).toSorted()],
])('%j finds %j', async (request, ids) => {
  expect(await scene.idsOf(request)).toEqual(ids);
});

test('a number that is not there any more is in no range', async () => {
  scene.events.append('third', StoneEvents.StoneWeighed({ weight: null }));
  await scene.catchUp();
  expect(await scene.idsOf({ least: 0.1, most: 0.5 })).toEqual([]);
  expect(await scene.idsOf()).toContain('third');
});

test('what is no number is refused', async () => {
  await expect(scene.ask({ most: '1' })).rejects.toMatchObject({
    ...{ code: 'INVALID_READ', message: 'the highest weight: must be of type number.' },
  });
});
