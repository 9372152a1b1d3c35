// The contract of lane stores and their readers for rankings, whatever they are made of.
import { shownParts } from './shown-parts.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Checkpoint, LaneCommit, IndexChange, IndexReader } from '../../src/engine/model/documents.ts';
import {
  at,
  changed,
  commitOf as commitOfOrders,
  GENERATION,
  INCARNATION,
  type LaneStoreUnderTest,
} from './lane-store.ts';

const lane = { projection: 'ranked', lane: 0 };
const commitOf = (
  expected: Checkpoint | null,
  checkpoint: Checkpoint,
  rest: Partial<LaneCommit> = {},
): LaneCommit => commitOfOrders(expected, checkpoint, { lane, ...rest });

const scored = (documentId: string, score: number | null, ranking = 'best'): IndexChange => ({
  index: `rank:${ranking}`,
  member: documentId,
  score,
});

export function rankingContract(open: () => Promise<LaneStoreUnderTest>): void {
  let tested: LaneStoreUnderTest;
  let ranked: IndexReader;
  beforeEach(async () => {
    tested = await open();
    if (!tested.indexes) throw new Error('This store keeps no rankings.');
    ranked = tested.indexes;
  });
  afterEach(() => tested.close());

  const top = async (limit: number, ranking = 'best') =>
    ranked.readTop({ projection: 'ranked', index: `rank:${ranking}`, signature: '', limit });
  const places = async (limit = 100, ranking = 'best') =>
    (await top(limit, ranking)).entries.map(({ rank, document }) => `${rank} ${document.id}`);
  const ranksOf = async (...ids: readonly string[]) =>
    (await tested.reader.read(ids.map((id) => ({ projection: 'ranked', id })))).map(
      ({ document }) => document?.ranks,
    );

  /** Documents with these scores, ready to be committed upon. */
  const fill = async (scores: Readonly<Record<string, number>>): Promise<Checkpoint> => {
    const first = at('0');
    await tested.store.openLive(lane, GENERATION, null);
    await tested.store.commit(commitOf(null, first));
    const checkpoint = at('5');
    const documents = Object.keys(scores).map((id) => changed(id, '5'));
    const index = Object.entries(scores).map(([id, score]) => scored(id, score));
    expect(await tested.store.commit(commitOf(first, checkpoint, { documents, index }))).toBe('committed');
    return checkpoint;
  };

  describe('a ranking', () => {
    test('has the highest first; equal scores share a rank and stand in the order of their ids', async () => {
      await fill({ d: 5, b: 7, a: 5, _: 5, c: 9, B: 7, z: -1, y: 0 });
      const all = ['1 c', '2 B', '2 b', '4 _', '4 a', '4 d', '7 y', '8 z'];
      for (const limit of [1, 2, 3, 4, 5, 6, 7, 8, 100]) {
        expect(await places(limit)).toEqual(all.slice(0, limit));
      }
    });

    test('is exact from the lowest to the highest safe integer', async () => {
      const most = Number.MAX_SAFE_INTEGER;
      await fill({ a: most - 1, b: most, c: -most, d: 1 - most, e: 2 ** 31, f: 0 });
      expect(await places()).toEqual(['1 b', '2 a', '3 e', '4 f', '5 d', '6 c']);
      expect(await ranksOf('a', 'b', 'c', 'd')).toEqual([2, 1, 6, 5].map((best) => ({ best })));
    });

    test('comes with its documents and how far the lane has come', async () => {
      await fill({ a: 1 });
      const document = { id: 'a', version: 1, position: '5', body: { name: 'a', n: 1 } };
      expect(shownParts(await top(1))).toEqual({
        ...{ state: 'filling', checkpoint: '5', incarnation: INCARNATION, generation: GENERATION },
        entries: [{ rank: 1, document }],
      });
      expect(shownParts((await tested.reader.read([{ projection: 'ranked', id: 'a' }]))[0])).toEqual({
        ...{ state: 'filling', checkpoint: '5', incarnation: INCARNATION, generation: GENERATION },
        document: { ...document, ranks: { best: 1 } },
      });
      await tested.store.goLive(lane, GENERATION, GENERATION);
      expect(await top(1)).toMatchObject({ state: 'live' });
      expect(await places(9, 'worst')).toEqual([]);
      await tested.flush();
      expect(await top(1)).toMatchObject({ state: 'missing', entries: [] });
      expect(await ranksOf('a')).toEqual([undefined]);
    });

    test('says the rank of every document that is read, in each ranking that has it', async () => {
      const before = await fill({ a: 1, b: 5, c: 5 });
      const documents = [changed('unranked', '6')];
      const index = [scored('a', 3, 'worst'), scored('c', 8, 'worst')];
      await tested.store.commit(commitOf(before, at('6'), { documents, index }));
      expect(await ranksOf('c', 'unranked', 'a', 'nothing', 'b', 'c')).toEqual([
        { best: 1, worst: 1 },
        {},
        { best: 3, worst: 2 },
        undefined,
        { best: 1 },
        { best: 1, worst: 1 },
      ]);
    });

    test('follows scores up and down, and loses what is not ranked any more', async () => {
      const before = await fill({ a: 1, b: 2, c: 3 });
      const moved = [scored('a', 9), scored('c', null), scored('nothing', null)];
      const second = at('6');
      await tested.store.commit(commitOf(before, second, { index: moved }));
      expect(await places()).toEqual(['1 a', '2 b']);
      expect(await ranksOf('a', 'b', 'c')).toEqual([{ best: 1 }, { best: 2 }, {}]);
      const third = commitOf(second, at('7'), { index: [scored('a', 2)] });
      await tested.store.commit(third);
      expect(await tested.store.commit(third)).toBe('duplicate');
      expect(await places()).toEqual(['1 a', '1 b']);
    });

    test('is written with the commit or not at all', async () => {
      const before = await fill({ a: 1, b: 2 });
      const index = [scored('a', 9)];
      expect(await tested.store.commit(commitOf(at('4'), at('6'), { index }))).toBe('fenced');
      const ahead = { documents: [changed('a', '4')], index };
      await expect(tested.store.commit(commitOf(before, at('6'), ahead))).rejects.toThrow();
      expect(await places()).toEqual(['1 b', '2 a']);
    });

    test('follows the switch to another generation, and is retired with its own', async () => {
      await fill({ a: 1, b: 2 });
      await tested.store.goLive(lane, GENERATION, GENERATION);
      expect(await places()).toEqual(['1 b', '2 a']);
      await tested.store.openNext(lane, 'b.1', null);
      const other = at('0');
      await tested.store.commit(commitOf(null, other, { generation: 'b.1' }));
      const rest = { generation: 'b.1', documents: [changed('a', '6')], index: [scored('a', 3)] };
      await tested.store.commit(commitOf(other, at('6'), rest));
      expect(await places()).toEqual(['1 b', '2 a']);
      await tested.store.goLive(lane, 'b.1', GENERATION);
      expect(await places()).toEqual(['1 a']);
      expect(await ranksOf('a', 'b')).toEqual([{ best: 1 }, undefined]);
      await tested.store.retire(lane, GENERATION);
      expect(await places()).toEqual(['1 a']);
    });
  });
}
