import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineDocument } from '../../../../../src/engine/shapes/document/declare.ts';
import { defineProjection } from '../../../../../src/engine/definitions/projection.ts';
import { fitReads } from '../../../../../src/engine/flow/read/queries/fit-reads.ts';
import { shownDocument } from '../../../../../src/engine/flow/read/queries/shown-document.ts';
import type { DocumentRead, DocumentReader, IndexReader } from '../../../../../src/engine/model/documents.ts';
import { newGeneration } from '../../../../../src/engine/model/generation-id.ts';
import type { JsonObject } from '../../../../../src/engine/model/json.ts';
import { CounterEvents } from '../../../../support/counter-domain.ts';

const projection = defineProjection('counter', {
  document: defineDocument('Counter', {
    name: z.string(),
    note: z.string().nullable(),
    count: z.int(),
    steps: z.array(z.object({ by: z.int(), unit: z.string() })),
  }),
  from: [CounterEvents],
  create: { CounterOpened: ({ data: { name } }) => ({ name, note: null, count: 0, steps: [] }) },
  update: { CounterIncremented: (counter) => counter, CounterRenamed: (counter) => counter },
  rankings: { highest: { highest: 'count' } },
});
const own = newGeneration(projection);
/** Of code that ranked nothing. */
const others = newGeneration({ ...projection, foldId: 'v1-before', indexes: [] });
const whole = { name: 'c', note: null, count: 1, steps: [{ by: 1, unit: 'm' }] };

const readOf = (body: JsonObject | null, generation: string): DocumentRead => ({
  ...{ state: 'live', checkpoint: '9', incarnation: 'i', generation },
  document: body && { id: 'c1', version: 1, position: '5', body },
});
const readBy = async (read: DocumentRead, fit = fitReads([projection])) => {
  const documents = fit.documents<DocumentReader>({ read: async () => [read] });
  return (await documents.read([{ projection: 'counter', id: 'c1' }]))[0];
};
const shownBy = async (body: JsonObject, generation: string) => {
  const read = await readBy(readOf(body, generation));
  return shownDocument({ projection: 'counter', id: 'c1' }, read?.document ?? null)?.body;
};
const rebuilding = expect.objectContaining({ code: 'REBUILDING' });

describe('a document of another code', () => {
  test('is shown as it is where it has what this code shows', async () => {
    expect(await shownBy({ ...whole, more: true }, others)).toMatchObject(whole);
  });

  test('says REBUILDING for what it does not have, at any depth, and for its rank', async () => {
    const body = { name: 'c', count: 'many', steps: [{ by: 1, unit: 'm' }, { by: 2 }] };
    expect(await shownBy(body, others)).toEqual({
      name: 'c',
      note: rebuilding,
      count: rebuilding,
      steps: [
        { by: 1, unit: 'm' },
        { by: 2, unit: rebuilding },
      ],
      rank: rebuilding,
    });
    expect(body.steps[1]).toEqual({ by: 2 });
  });

  test('is not looked at twice where the code is this one', async () => {
    expect(await shownBy({ name: 'c' }, own)).toEqual({ name: 'c' });
  });

  test('that is not there is missing for sure only where it belongs to a stream', async () => {
    expect(await readBy(readOf(null, others))).toMatchObject({ state: 'live' });
    const ofMany = fitReads([{ ...projection, owner: undefined }]);
    expect(await readBy(readOf(null, others), ofMany)).toMatchObject({ state: 'filling' });
    expect(await readBy(readOf(null, own), ofMany)).toMatchObject({ state: 'live' });
  });
});

test('an index that the other code did not keep is being filled', async () => {
  const stand = { state: 'live', checkpoint: '9', incarnation: 'i', entries: [] } as const;
  const [ranking] = projection.rankings;
  const readerOf = (generation: string): IndexReader =>
    fitReads([projection]).indexes({
      readPage: async () => ({ ...stand, generation }),
      readTop: async () => ({ ...stand, generation }),
    });
  const index = {
    projection: 'counter',
    index: 'rank:highest',
    signature: ranking?.signature ?? '',
    limit: 1,
  };
  const topOf = async (generation: string) => (await readerOf(generation).readTop(index)).state;
  const keeping = newGeneration({ ...projection, foldId: 'v1-before' });
  expect(await topOf(others)).toBe('filling');
  expect(await topOf(keeping)).toBe('live');
  expect(await topOf(own)).toBe('live');
  // Before generations said what they keep.
  expect(await topOf('0123456789ab.1.0123456789ab')).toBe('live');
  const page = { ...index, order: 'newest', after: '' } as const;
  expect((await readerOf(others).readPage(page)).state).toBe('filling');
  expect((await readerOf(keeping).readPage({ ...page, signature: 'other' })).state).toBe('filling');
});
