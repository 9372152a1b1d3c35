// The contract of lane stores and of readers of their documents, whatever they are made of.
import { shownParts } from './shown-parts.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  ChangedDocument,
  Checkpoint,
  DocumentReader,
  LaneCommit,
  IndexChange,
  IndexReader,
  LaneStore,
} from '../../src/engine/model/documents.ts';
import { laneOf } from '../../src/engine/model/lane.ts';
import type { LaneNotice } from '../../src/engine/model/notices.ts';
import { PARKED_INDEX, type Parked } from '../../src/engine/model/parked.ts';

export interface LaneStoreUnderTest {
  readonly store: LaneStore;
  /** Over `order` with one lane, `wide` with four, and `ranked` with one lane and the rankings `best` and `worst`. */
  readonly reader: DocumentReader;
  /** Nothing for a store that keeps no lists. */
  readonly indexes?: IndexReader;
  /** All notices of lane order.0 published until now. */
  readonly notices: () => Promise<readonly LaneNotice[]>;
  readonly flush: () => Promise<void>;
  /** Loses one key of the generation of lane order.0: `doc:d1`, `in:customer:c1`; nothing for a store that loses none. */
  readonly lose?: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export const INCARNATION = '01890a5d-ac96-774b-bcce-b302099a8057';
const lane = { projection: 'order', lane: 0 };
export const GENERATION = 'abcdef012345.1a2b';

let batches = 0;
export const at = (position: string, rest: Partial<Checkpoint> = {}): Checkpoint => ({
  position,
  eventId: position === '0' ? '' : `event-${position}`,
  incarnation: INCARNATION,
  batchId: `batch-${(batches += 1)}`,
  cursor: '',
  ...rest,
});

export const changed = (
  id: string,
  position: string,
  rest: Partial<ChangedDocument> = {},
): ChangedDocument => ({
  ...{ id, position, version: 1 },
  json: JSON.stringify({ name: id, n: 1 }),
  eventTypes: ['OrderCreated'],
  ...rest,
});

/** That a document embeds the customer `c1`, or no longer does. */
const embedding = (member: string, score: 0 | null = 0): IndexChange => ({
  index: 'in:customer:c1',
  member,
  score,
});

export const commitOf = (
  expected: Checkpoint | null,
  checkpoint: Checkpoint,
  rest: Partial<LaneCommit> = {},
): LaneCommit => ({
  lane,
  generation: GENERATION,
  expected,
  checkpoint,
  documents: [],
  references: [],
  index: [],
  search: [],
  projectedAt: '2026-01-01T00:00:00.000Z',
  ...rest,
});

/** @param keeps what beside documents the store is made for. */
export function laneStoreContract(
  open: () => Promise<LaneStoreUnderTest>,
  keeps: { readonly indexes: boolean } = { indexes: false },
): void {
  let tested: LaneStoreUnderTest;
  let store: LaneStore;
  beforeEach(async () => {
    tested = await open();
    store = tested.store;
  });
  afterEach(() => tested.close());

  const begin = async (): Promise<Checkpoint> => {
    const first = at('0');
    expect(await store.openLive(lane, GENERATION, null)).toBe(true);
    expect(await store.commit(commitOf(null, first))).toBe('committed');
    return first;
  };
  const readOne = async (id: string) => (await tested.reader.read([{ projection: 'order', id }]))[0];

  describe('generations', () => {
    test('are none in an empty store', async () => {
      expect(await store.state(lane)).toEqual({ live: null, next: null, wanted: null, paused: null });
      expect(await store.checkpoint(lane, GENERATION)).toBeNull();
      expect(await store.replaced(lane, 0)).toEqual([]);
    });

    test('remember what is wanted', async () => {
      await store.want(lane, 'abcdef012345');
      expect((await store.state(lane)).wanted).toBe('abcdef012345');
    });

    test('are paused and go on, whatever else is moved, with by whom and why', async () => {
      const paused = { by: 'ann', reason: 'it is "wrong"', at: '2026-01-01T00:00:00.000Z' };
      await store.pause(lane, paused);
      await store.pause(lane, paused);
      expect(await store.state(lane)).toMatchObject({ live: null, paused });
      await begin();
      await store.want(lane, 'abcdef012345');
      await store.goLive(lane, GENERATION, GENERATION);
      expect(await store.state(lane)).toMatchObject({ live: { state: 'live' }, paused });
      expect(await store.survey([lane], 0)).toMatchObject([{ live: { id: GENERATION }, paused }]);
      await store.pause(lane, null);
      await store.pause(lane, null);
      expect(await store.state(lane)).toMatchObject({ live: { id: GENERATION }, paused: null });
      expect(await store.survey([lane], 0)).toMatchObject([{ paused: null }]);
    });

    test('open for readers only in place of what is expected there, and twice is once', async () => {
      expect(await store.openLive(lane, 'a.1', 'other')).toBe(false);
      expect(await store.openLive(lane, 'a.1', null)).toBe(true);
      expect(await store.openLive(lane, 'a.1', null)).toBe(true);
      expect(await store.openLive(lane, 'a.2', null)).toBe(false);
      expect((await store.state(lane)).live).toEqual({ id: 'a.1', state: 'filling' });
      expect(await store.openLive(lane, 'a.2', 'a.1')).toBe(true);
      expect((await store.state(lane)).live).toEqual({ id: 'a.2', state: 'filling' });
      expect(await store.replaced(lane, 0)).toEqual(['a.1']);
      expect(await store.replaced(lane, 60_000)).toEqual([]);
    });

    test('open beside, are replaced there and given up', async () => {
      expect(await store.openNext(lane, 'b.1', 'other')).toBe(false);
      expect(await store.openNext(lane, 'b.1', null)).toBe(true);
      expect(await store.openNext(lane, 'b.1', null)).toBe(true);
      expect(await store.openNext(lane, 'b.2', 'b.1')).toBe(true);
      expect((await store.state(lane)).next).toBe('b.2');
      expect(await store.openNext(lane, null, 'b.2')).toBe(true);
      expect(await store.openNext(lane, null, null)).toBe(true);
      expect((await store.state(lane)).next).toBeNull();
      expect([...(await store.replaced(lane, 0))].sort()).toEqual(['b.1', 'b.2']);
    });

    test('go live where they are, with a notice of the switch', async () => {
      await begin();
      expect(await store.goLive(lane, GENERATION, GENERATION)).toBe(true);
      expect(await store.goLive(lane, GENERATION, GENERATION)).toBe(true);
      expect((await store.state(lane)).live).toEqual({ id: GENERATION, state: 'live' });
      const notices = await tested.notices();
      expect(notices).toHaveLength(1);
      expect(notices[0]).toMatchObject({
        ...lane,
        incarnation: INCARNATION,
        checkpoint: '0',
        switched: true,
      });
    });

    test('go live in place of another one, which is then replaced', async () => {
      await begin();
      await store.goLive(lane, GENERATION, GENERATION);
      await store.openNext(lane, 'b.1', null);
      expect(await store.goLive(lane, 'b.1', GENERATION), 'without a checkpoint').toBe(false);
      await store.commit(commitOf(null, at('0'), { generation: 'b.1' }));
      expect(await store.goLive(lane, 'b.1', 'other')).toBe(false);
      expect(await store.goLive(lane, 'b.1', GENERATION)).toBe(true);
      expect(await store.state(lane)).toEqual({
        live: { id: 'b.1', state: 'live' },
        next: null,
        wanted: null,
        paused: null,
      });
      expect(await store.replaced(lane, 0)).toEqual([GENERATION]);
    });

    test('go live only while they are the next', async () => {
      await begin();
      await store.openNext(lane, 'b.1', null);
      await store.commit(commitOf(null, at('0'), { generation: 'b.1' }));
      await store.openNext(lane, 'b.2', 'b.1');
      expect(await store.goLive(lane, 'b.1', GENERATION)).toBe(false);
    });

    test.each([
      ['a later position', at('10'), at('9')],
      ['one that only strings tell', at('9007199254740993'), at('9007199254740992')],
      ['a part of the next event', at('9', { cursor: 'event-10/d1' }), at('9')],
    ])('go live only after what readers were shown: %s', async (_what, shown, reached) => {
      const first = await begin();
      await store.commit(commitOf(first, shown));
      await store.goLive(lane, GENERATION, GENERATION);
      await store.openNext(lane, 'b.1', null);
      await store.commit(commitOf(null, reached, { generation: 'b.1' }));
      const noticed = (await tested.notices()).length;
      expect(await store.goLive(lane, 'b.1', GENERATION)).toBe(false);
      expect(await store.state(lane)).toMatchObject({ live: { id: GENERATION }, next: 'b.1' });
      expect(await tested.notices()).toHaveLength(noticed);
      await store.commit(commitOf(reached, at('9007199254740994'), { generation: 'b.1' }));
      expect(await store.goLive(lane, 'b.1', GENERATION)).toBe(true);
    });

    test('go live in place of one that readers did not see, or that is of another event store', async () => {
      const first = await begin();
      await store.commit(commitOf(first, at('9')));
      await store.openNext(lane, 'b.1', null);
      await store.commit(commitOf(null, at('1'), { generation: 'b.1' }));
      expect(await store.goLive(lane, 'b.1', GENERATION)).toBe(true);
      await store.openNext(lane, 'c.1', null);
      const elsewhere = at('0', { incarnation: '01890a5d-ac96-774b-bcce-b302099a8058' });
      await store.commit(commitOf(null, elsewhere, { generation: 'c.1' }));
      expect(await store.goLive(lane, 'c.1', 'b.1')).toBe(true);
    });

    test('that are pointed at again are no longer replaced ones', async () => {
      await begin();
      await store.goLive(lane, GENERATION, GENERATION);
      await store.openNext(lane, 'b.1', null);
      await store.commit(commitOf(null, at('0'), { generation: 'b.1' }));
      await store.goLive(lane, 'b.1', GENERATION);
      expect(await store.replaced(lane, 0)).toEqual([GENERATION]);
      expect(await store.openNext(lane, GENERATION, null)).toBe(true);
      expect(await store.replaced(lane, 0)).toEqual([]);
      expect(await store.goLive(lane, GENERATION, 'b.1')).toBe(true);
      expect(await store.replaced(lane, 0)).toEqual(['b.1']);
    });

    test('are retired whole, never while they are pointed at', async () => {
      const first = await begin();
      const documents = Array.from({ length: 50 }, (_, index) => changed(`d${index}`, '1'));
      const references = [{ name: 'customer', id: 'c1', value: { name: 'x' } }];
      const index = [embedding('d1')];
      const second = at('1');
      await store.commit(commitOf(first, second, { documents, references, index }));
      expect(await store.retire(lane, GENERATION)).toBe(false);
      expect(await store.checkpoint(lane, GENERATION)).toEqual(second);
      await store.openLive(lane, 'b.1', GENERATION);
      expect(await store.retire(lane, GENERATION)).toBe(true);
      expect(await store.retire(lane, GENERATION), 'by another worker').toBe(false);
      expect(await store.checkpoint(lane, GENERATION)).toBeNull();
      expect(await store.replaced(lane, 0)).toEqual([]);
      const left = await store.load(lane, GENERATION, ['d1', 'd49'], [{ name: 'customer', id: 'c1' }]);
      expect(left).toEqual({ documents: [null, null], references: [undefined] });
      expect(await store.embedders(lane, GENERATION, { name: 'customer', id: 'c1' }, '', 10)).toEqual([]);
      expect(await store.commit(commitOf(second, at('2'))), 'a late worker').toBe('fenced');
    });
  });

  describe('a commit', () => {
    test('writes documents, references, index and checkpoint together', async () => {
      const first = await begin();
      const second = at('7', { cursor: 'd1' });
      const body = { text: 'ä "quoted" \n\u2028 😀', list: [1, { a: null }] };
      const commit = commitOf(first, second, {
        documents: [
          changed('d1', '7', {
            version: 3,
            json: JSON.stringify(body),
          }),
          changed('d2', '7', { version: 9, json: '' }),
        ],
        references: [{ name: 'customer', id: 'c1', value: { name: 'Ann' } }],
        index: [embedding('d1')],
      });
      expect(await store.commit(commit)).toBe('committed');
      expect(await store.checkpoint(lane, GENERATION)).toEqual(second);
      const keys = [
        { name: 'customer', id: 'c1' },
        { name: 'customer', id: 'c2' },
      ];
      const { documents, references } = await store.load(lane, GENERATION, ['d2', 'none', 'd1'], keys);
      expect(shownParts(documents)).toEqual([
        { id: 'd2', position: '7', version: 9, body: null },
        null,
        { id: 'd1', position: '7', version: 3, body },
      ]);
      expect(references).toEqual([{ name: 'Ann' }, undefined]);
      expect(await store.load(lane, GENERATION, [], [])).toEqual({ documents: [], references: [] });
    });

    test('is recognised when it comes again, even after its reply was lost', async () => {
      const first = await begin();
      const commit = commitOf(first, at('1'), { documents: [changed('d1', '1')] });
      expect(await store.commit(commit)).toBe('committed');
      expect(await store.commit(commit)).toBe('duplicate');
      const other = commitOf(first, at('1'), { documents: [changed('d1', '1', { version: 99 })] });
      expect(await store.commit(other)).toBe('fenced');
      expect((await store.load(lane, GENERATION, ['d1'], [])).documents[0]?.version).toBe(1);
    });

    test('is fenced when another worker was first, and then writes nothing', async () => {
      const first = await begin();
      const second = at('1');
      await store.commit(commitOf(first, second, { documents: [changed('d1', '1')] }));
      const late = commitOf(first, at('2'), {
        documents: [changed('d1', '2', { version: 2 }), changed('d9', '2')],
        references: [{ name: 'customer', id: 'c1', value: { name: 'late' } }],
        index: [embedding('d9')],
      });
      expect(await store.commit(late)).toBe('fenced');
      expect(await store.commit(commitOf(null, at('2')))).toBe('fenced');
      expect(await store.checkpoint(lane, GENERATION)).toEqual(second);
      const left = await store.load(lane, GENERATION, ['d1', 'd9'], [{ name: 'customer', id: 'c1' }]);
      expect(left.documents.map((each) => each?.version)).toEqual([1, undefined]);
      expect(left.references).toEqual([undefined]);
      expect(await store.embedders(lane, GENERATION, { name: 'customer', id: 'c1' }, '', 9)).toEqual([]);
    });

    test('is fenced when nothing points at its generation', async () => {
      expect(await store.commit(commitOf(null, at('0')))).toBe('fenced');
      await begin();
      expect(await store.commit(commitOf(null, at('0'), { generation: 'b.1' }))).toBe('fenced');
      await store.openNext(lane, 'b.1', null);
      expect(await store.commit(commitOf(null, at('0'), { generation: 'b.1' }))).toBe('committed');
    });

    test('is fenced after everything was lost', async () => {
      const first = await begin();
      await tested.flush();
      expect(await store.commit(commitOf(first, at('1')))).toBe('fenced');
      expect(await store.commit(commitOf(null, at('1')))).toBe('fenced');
    });

    test('refuses to step a document back, and then writes nothing', async () => {
      const first = await begin();
      const second = at('10');
      await store.commit(commitOf(first, second, { documents: [changed('d2', '10')] }));
      const commit = commitOf(second, at('11'), { documents: [changed('d1', '11'), changed('d2', '9')] });
      await expect(store.commit(commit)).rejects.toMatchObject({ code: 'DOCUMENT_AHEAD' });
      expect(await store.checkpoint(lane, GENERATION)).toEqual(second);
      expect((await store.load(lane, GENERATION, ['d1'], [])).documents).toEqual([null]);
    });

    test.each([
      ['9007199254740993', '9007199254740992'],
      ['10', '9'],
      ['9223372036854775807', '9223372036854775806'],
    ])('knows that %s is after %s', async (later, earlier) => {
      const first = await begin();
      const second = at(later);
      await store.commit(commitOf(first, second, { documents: [changed('d1', later)] }));
      const back = commitOf(second, at(later), { documents: [changed('d1', earlier)] });
      await expect(store.commit(back)).rejects.toMatchObject({ code: 'DOCUMENT_AHEAD' });
      const same = commitOf(second, at(later), { documents: [changed('d1', later)] });
      expect(await store.commit(same)).toBe('committed');
    });

    test('publishes what it wrote, but only of what readers see', async () => {
      const first = await begin();
      const second = at('1');
      await store.commit(commitOf(first, second, { documents: [changed('d1', '1')] }));
      expect(await tested.notices(), 'while filling').toEqual([]);
      await store.goLive(lane, GENERATION, GENERATION);
      await store.openNext(lane, 'b.1', null);
      await store.commit(commitOf(null, at('0'), { generation: 'b.1' }));
      const eventTypes = ['OrderCreated', 'OrderPaid'];
      const third = at('3');
      await store.commit(
        commitOf(second, third, { documents: [changed('d2', '3', { version: 2, eventTypes })] }),
      );
      await store.commit(commitOf(third, at('4')));
      const [, written, nothing, ...others] = await tested.notices();
      expect(written).toEqual({
        ...lane,
        incarnation: INCARNATION,
        checkpoint: '3',
        projectedAt: '2026-01-01T00:00:00.000Z',
        documents: [{ id: 'd2', version: 2, position: '3', eventTypes }],
        switched: false,
      });
      expect(nothing).toMatchObject({ checkpoint: '4', documents: [] });
      expect(others).toEqual([]);
    });
  });

  describe('parked documents', () => {
    const parked: Parked = {
      ...{ position: '2', eventId: 'event-2', type: 'OrderPaid', stream: 'order/d1' },
      recordedAt: '2026-01-01T00:00:00.000Z',
      ...{ code: 'FOLD_FAILED', message: 'a "quoted"\nline', stack: 'Error\n  at fold' },
      ...{ foldId: 'v1-abcdef01', followers: 1, tries: 0 },
    };
    /** What says so beside the document, in a store that keeps indexes. */
    const listed = (member: string, score: 0 | null): readonly IndexChange[] =>
      keeps.indexes ? [{ index: PARKED_INDEX, member, score }] : [];

    async function parkSome(): Promise<Checkpoint> {
      const first = await begin();
      const then = at('4');
      const documents = [
        ...['d2', 'd1'].map((id) => changed(id, '1', { parked })),
        changed('d3', '1', { parked, version: 0, json: '' }),
        changed('d4', '4'),
      ];
      const index = ['d2', 'd1', 'd3'].flatMap((id) => listed(id, 0));
      expect(await store.commit(commitOf(first, then, { documents, index }))).toBe('committed');
      return then;
    }

    test('keep their last good state and why, and are found in byte order, in pages', async () => {
      await parkSome();
      const { documents } = await store.load(lane, GENERATION, ['d1', 'd3', 'd4'], []);
      expect(
        documents.map((document) => document && [document.version, document.body, document.parked]),
      ).toEqual([
        [1, { name: 'd1', n: 1 }, parked],
        [0, null, parked],
        [1, { name: 'd4', n: 1 }, undefined],
      ]);
      expect(await store.parked(lane, GENERATION, '', 2)).toEqual(['d1', 'd2']);
      expect(await store.parked(lane, GENERATION, 'd2', 2)).toEqual(['d3']);
      expect(await store.countParked(lane, GENERATION)).toBe(3);
      expect(await store.countParked(lane, 'other')).toBe(0);
    });

    test('are read as such, and nobody is told of them', async () => {
      await parkSome();
      await store.goLive(lane, GENERATION, GENERATION);
      const [live] = [await store.checkpoint(lane, GENERATION)];
      await store.commit(
        commitOf(live, at('5'), { documents: [changed('d1', '1', { parked }), changed('d4', '5')] }),
      );
      expect((await readOne('d1'))?.document).toMatchObject({ version: 1, parked, body: { name: 'd1' } });
      const notified = (await tested.notices()).flatMap(({ documents }) => documents.map(({ id }) => id));
      expect(notified).toEqual(['d4']);
    });

    test('are parked no more once they are written without', async () => {
      const then = await parkSome();
      const documents = [changed('d1', '4')];
      await store.commit(commitOf(then, at('4'), { documents, index: listed('d1', null) }));
      expect(await store.parked(lane, GENERATION, '', 9)).toEqual(['d2', 'd3']);
      const [document] = (await store.load(lane, GENERATION, ['d1'], [])).documents;
      expect(document?.parked).toBe(undefined);
    });

    test('are among the ids that are kept, and entries of indexes can be asked for', async () => {
      if (!keeps.indexes) return;
      const then = await parkSome();
      const index = [{ index: 'list:newest', member: '2026/d4', score: 7 }];
      await store.commit(commitOf(then, at('5'), { index, newIds: ['d1', 'd4'] }));
      const known = await store.scanKnown(lane, GENERATION, '');
      expect(known.ids.toSorted()).toEqual(['d1', 'd4']);
      expect(known.cursor).toBe('');
      expect(
        await store.scores(lane, GENERATION, [
          ...index,
          { index: 'list:newest', member: 'other' },
          { index: 'list:none', member: 'd4' },
        ]),
      ).toEqual([7, null, null]);
    });

    test('can be asked for to be mended: seen by a survey until that is done', async () => {
      await parkSome();
      await store.goLive(lane, GENERATION, GENERATION);
      const asked = async () => [
        (await store.survey([lane], 1000))[0]?.hasLosses,
        (await store.losses(lane, GENERATION)).documents.toSorted(),
      ];
      expect(await asked()).toEqual([false, []]);
      await store.askToMend(lane, GENERATION, ['d1', 'd2']);
      await store.askToMend(lane, GENERATION, ['d2']);
      expect(await asked()).toEqual([true, ['d1', 'd2']]);
      await store.mended(lane, GENERATION, ['d1', 'd2']);
      expect(await asked()).toEqual([false, []]);
    });
  });

  test('embedders come in byte order, in pages', async () => {
    const first = await begin();
    const ids = ['b', 'a', 'B', '_x', '-', 'a0', 'A', '0'];
    const key = { name: 'customer', id: 'c1' };
    const embeds = ids.map((id) => embedding(id));
    const second = at('1');
    await store.commit(commitOf(first, second, { index: embeds }));
    const sorted = ['-', '0', 'A', 'B', '_x', 'a', 'a0', 'b'];
    expect(await store.embedders(lane, GENERATION, key, '', 100)).toEqual(sorted);
    expect(await store.embedders(lane, GENERATION, key, '', 3)).toEqual(['-', '0', 'A']);
    expect(await store.embedders(lane, GENERATION, key, 'A', 3)).toEqual(['B', '_x', 'a']);
    expect(await store.embedders(lane, GENERATION, key, 'b', 3)).toEqual([]);
    await store.commit(commitOf(second, at('2'), { index: [embedding('B', null)] }));
    expect(await store.embedders(lane, GENERATION, key, 'A', 2)).toEqual(['_x', 'a']);
    expect(await store.embedders(lane, GENERATION, { name: 'customer', id: 'c2' }, '', 9)).toEqual([]);
  });

  describe('a read', () => {
    test('says missing, filling and live, with how far the lane has come', async () => {
      expect(await readOne('d1')).toEqual({
        state: 'missing',
        checkpoint: '0',
        incarnation: '',
        document: null,
      });
      await store.openLive(lane, GENERATION, null);
      expect(await readOne('d1')).toMatchObject({ state: 'missing', document: null });
      const first = at('0');
      await store.commit(commitOf(null, first));
      expect(await readOne('d1')).toMatchObject({ state: 'filling', checkpoint: '0', document: null });
      await store.commit(commitOf(first, at('5'), { documents: [changed('d1', '4', { version: 2 })] }));
      await store.goLive(lane, GENERATION, GENERATION);
      expect(shownParts(await readOne('d1'))).toEqual({
        state: 'live',
        checkpoint: '5',
        incarnation: INCARNATION,
        generation: GENERATION,
        document: { id: 'd1', version: 2, position: '4', body: { name: 'd1', n: 1 } },
      });
      expect(await readOne('d2')).toMatchObject({ state: 'live', document: null });
    });

    test('follows the switch to another generation, and never mixes two', async () => {
      const first = await begin();
      await store.commit(commitOf(first, at('1'), { documents: [changed('d1', '1')] }));
      await store.goLive(lane, GENERATION, GENERATION);
      expect(await readOne('d1')).toMatchObject({ state: 'live', checkpoint: '1', document: { version: 1 } });
      await store.openNext(lane, 'b.1', null);
      const other = at('0');
      await store.commit(commitOf(null, other, { generation: 'b.1' }));
      const document = changed('d1', '2', { version: 2, json: '{"other":true}' });
      await store.commit(commitOf(other, at('2'), { generation: 'b.1', documents: [document] }));
      expect(await readOne('d1')).toMatchObject({ checkpoint: '1', document: { version: 1 } });
      await store.goLive(lane, 'b.1', GENERATION);
      expect(await readOne('d1')).toMatchObject({
        checkpoint: '2',
        document: { version: 2, body: { other: true } },
      });
      await tested.flush();
      expect(await readOne('d1')).toMatchObject({ state: 'missing', document: null });
    });

    test.each([
      ['2', 'filling'],
      ['4', 'live'],
    ])(
      'takes what was spread over %s lanes for %s, if documents are looked for in four',
      async (lanes, state) => {
        const wide = { projection: 'wide', lane: laneOf('w1', 4) };
        const generation = `abcdef012345.${lanes}.1a2b`;
        await store.openLive(wide, generation, null);
        const rest = { lane: wide, generation, documents: [changed('w1', '1')] };
        await store.commit(commitOf(null, at('1'), rest));
        await store.goLive(wide, generation, generation);
        const [read] = await tested.reader.read([{ projection: 'wide', id: 'w1' }]);
        expect(read).toMatchObject({ state, checkpoint: '1', document: { version: 1 } });
      },
    );

    test('answers many documents of several lanes in the order asked for', async () => {
      const first = await begin();
      await store.commit(commitOf(first, at('1'), { documents: [changed('d1', '1'), changed('d2', '1')] }));
      const reads = await tested.reader.read([
        { projection: 'order', id: 'd2' },
        { projection: 'wide', id: 'w1' },
        { projection: 'order', id: 'd3' },
        { projection: 'order', id: 'd2' },
        { projection: 'order', id: 'd1' },
      ]);
      expect(reads.map(({ state, document }) => document?.id ?? state)).toEqual([
        ...['d2', 'missing', 'filling', 'd2', 'd1'],
      ]);
      expect(await tested.reader.read([])).toEqual([]);
    });
  });
  if (!keeps.indexes) return;

  describe('a survey', () => {
    const nothing = {
      ...{ live: null, next: null, wanted: null, paused: null, checkpoint: null },
      ...{ hasReplaced: false, hasLosses: false },
    };

    test('of lanes that were never begun finds nothing, and of no lanes is empty', async () => {
      const lanes = [lane, { projection: 'wide', lane: 2 }];
      expect(await store.survey(lanes, 0)).toMatchObject([nothing, nothing]);
      expect(await store.survey([], 0)).toEqual([]);
    });

    test('says of each lane, in their order, what can be asked of it, and follows the switch', async () => {
      const first = await begin();
      await store.want(lane, 'abcdef012345');
      await store.openNext(lane, 'b.1', null);
      const other = { projection: 'wide', lane: 1 };
      await store.openLive(other, 'w.1', null);
      expect(await store.survey([other, lane], 0)).toMatchObject([
        { ...nothing, live: { id: 'w.1', state: 'filling' } },
        {
          ...{ live: { id: GENERATION, state: 'filling' }, next: 'b.1', wanted: 'abcdef012345' },
          ...{ checkpoint: first, hasReplaced: false, hasLosses: false, isRegistered: true },
        },
      ]);
      const second = at('0');
      await store.commit(commitOf(null, second, { generation: 'b.1' }));
      expect(await store.goLive(lane, 'b.1', GENERATION)).toBe(true);
      const switched = {
        ...{ live: { id: 'b.1', state: 'live' }, next: null, checkpoint: second },
        isRegistered: true,
      };
      expect(await store.survey([lane], 0)).toMatchObject([{ ...switched, hasReplaced: true }]);
      expect(await store.survey([lane], 60_000)).toMatchObject([{ ...switched, hasReplaced: false }]);
    });
  });

  describe('losses', () => {
    const lose = (name: string): Promise<void> =>
      tested.lose?.(name) ?? Promise.reject(new Error('no losses'));
    const customer = { name: 'customer', id: 'c1' };
    const embeds = embedding('d1');
    const member = '2026-01-01T00:00:01.000Z/d1';
    const listed = { index: 'list:orders:', member, score: 0 };
    const page = () =>
      tested.indexes?.readPage({
        projection: 'order',
        index: 'list:orders:',
        signature: '',
        order: 'newest',
        after: '',
        limit: 9,
      });
    const fill = async (): Promise<Checkpoint> => {
      const first = await begin();
      const second = at('1');
      const documents = [changed('d1', '1'), changed('d2', '1')];
      const rest = { documents, index: [embeds, listed], newIds: ['d1'] };
      await store.commit(commitOf(first, second, { ...rest, references: [{ ...customer, value: null }] }));
      await store.goLive(lane, GENERATION, GENERATION);
      return second;
    };

    test('are none at first; that a stream has no value is stored', async () => {
      await fill();
      expect(await store.losses(lane, GENERATION)).toEqual({
        isRegistered: true,
        index: false,
        documents: [],
      });
      expect(await store.knownIds(lane, GENERATION, ['d1', 'd2', 'd3'])).toEqual(['d1']);
      expect((await store.load(lane, GENERATION, [], [customer])).references).toEqual([null]);
    });

    test('of an index are noticed by whoever changes it, and then nothing is written', async () => {
      const second = await fill();
      await lose('in:customer:c1');
      await expect(store.embedders(lane, GENERATION, customer, '', 9)).rejects.toMatchObject({
        code: 'INDEX_LOST',
      });
      const another = { documents: [changed('d3', '2')], index: [embedding('d3')] };
      await expect(store.commit(commitOf(second, at('2'), another))).rejects.toMatchObject({
        code: 'INDEX_LOST',
      });
      expect(await store.checkpoint(lane, GENERATION)).toEqual(second);
    });

    test('are not suspected of an index that has become empty', async () => {
      const second = await fill();
      const third = at('2');
      const off = { index: [embeds, listed].map((entry) => ({ ...entry, score: null })) };
      expect(await store.commit(commitOf(second, third, off))).toBe('committed');
      expect(await store.embedders(lane, GENERATION, customer, '', 9)).toEqual([]);
      expect(await page()).toMatchObject({ state: 'live', entries: [] });
      expect(await store.commit(commitOf(third, at('3'), { index: [embeds] }))).toBe('committed');
      expect(await store.embedders(lane, GENERATION, customer, '', 9)).toEqual(['d1']);
    });

    test('of a list, and of a document on its page, are noticed by its reader', async () => {
      await fill();
      await lose('doc:d1');
      expect(await page()).toMatchObject({ state: 'missing', entries: [] });
      await expect
        .poll(() => store.losses(lane, GENERATION))
        .toMatchObject({ index: false, documents: ['d1'] });
      await store.mended(lane, GENERATION, ['d1']);
      await lose('list:orders:');
      expect(await page()).toMatchObject({ state: 'missing', entries: [] });
      await expect.poll(() => store.losses(lane, GENERATION)).toMatchObject({ index: true, documents: [] });
      await store.mended(lane, GENERATION, ['']);
      expect(await store.losses(lane, GENERATION)).toMatchObject({ index: false });
    });

    test('that a reader tells of are those of the generation it has read', async () => {
      await fill();
      await readOne('d9');
      tested.reader.reportLost?.([{ projection: 'order', id: 'd9' }]);
      await expect.poll(() => store.losses(lane, GENERATION)).toMatchObject({ documents: ['d9'] });
      await store.openNext(lane, 'b.1', null);
      expect(await store.survey([lane], 0)).toMatchObject([{ hasLosses: true }]);
      expect(await store.losses(lane, 'b.1')).toEqual({ isRegistered: false, index: false, documents: [] });
    });

    test('of the register are seen', async () => {
      await fill();
      await lose('register');
      expect(await store.losses(lane, GENERATION)).toMatchObject({ isRegistered: false });
      expect(await store.survey([lane], 0)).toMatchObject([{ isRegistered: false }]);
    });
  });

  describe('a page of a list', () => {
    const indexes = (): IndexReader => {
      if (tested.indexes) return tested.indexes;
      throw new Error('This store was to keep lists.');
    };
    const place = (n: number): string => `2026-01-01T00:00:0${n}.000Z/d${n}`;
    const indexOf = (partition: string): string => `list:orders:${partition}`;
    const listed = (n: number, partition = 'of=a'): IndexChange => ({
      index: indexOf(partition),
      member: place(n),
      score: 0,
    });
    const query = { projection: 'order', signature: '', order: 'newest' } as const;
    const page = (limit: number, after = '', partition = 'of=a') =>
      indexes().readPage({ ...query, index: indexOf(partition), after, limit });
    const idsOf = async (...asked: Parameters<typeof page>) =>
      (await page(...asked)).entries.map(({ document }) => document.id);
    const fill = async (): Promise<Checkpoint> => {
      const first = await begin();
      const checkpoint = at('5');
      const documents = [1, 2, 3, 4, 5].map((n) => changed(`d${n}`, '5'));
      const index = [...[3, 1, 5, 2, 4].map((n) => listed(n)), listed(2, 'of=b')];
      await store.commit(commitOf(first, checkpoint, { documents, index }));
      return checkpoint;
    };

    test('has the newest first, and goes on after any member, also one that is gone', async () => {
      await fill();
      expect(await idsOf(2)).toEqual(['d5', 'd4']);
      expect(await idsOf(2, place(4))).toEqual(['d3', 'd2']);
      expect(await idsOf(9, '2026-01-01T00:00:03.500Z/gone')).toEqual(['d3', 'd2', 'd1']);
      expect(await idsOf(9, place(1))).toEqual([]);
      expect(await idsOf(9, '', 'of=b')).toEqual(['d2']);
      expect(await idsOf(9, '', 'of=nobody')).toEqual([]);
    });

    test('has the oldest first if that is its order', async () => {
      await fill();
      const oldest = async (limit: number, after = '') => {
        const read = await indexes().readPage({
          ...query,
          order: 'oldest',
          index: indexOf('of=a'),
          after,
          limit,
        });
        return read.entries.map(({ document }) => document.id);
      };
      expect(await oldest(2)).toEqual(['d1', 'd2']);
      expect(await oldest(2, place(2))).toEqual(['d3', 'd4']);
      expect(await oldest(9, '2026-01-01T00:00:03.500Z/gone')).toEqual(['d4', 'd5']);
      expect(await oldest(9, place(5))).toEqual([]);
    });

    test('comes with its documents and how far the lane has come', async () => {
      await fill();
      expect(shownParts(await page(1))).toEqual({
        state: 'filling',
        checkpoint: '5',
        incarnation: INCARNATION,
        generation: GENERATION,
        entries: [
          { member: place(5), document: { id: 'd5', version: 1, position: '5', body: { name: 'd5', n: 1 } } },
        ],
      });
      await store.goLive(lane, GENERATION, GENERATION);
      expect(await page(1)).toMatchObject({ state: 'live' });
      await tested.flush();
      expect(await page(1)).toMatchObject({ state: 'missing', entries: [] });
    });

    test('loses what is taken off it, and follows the switch to another generation', async () => {
      const before = await fill();
      await store.goLive(lane, GENERATION, GENERATION);
      await store.commit(commitOf(before, at('6'), { index: [{ ...listed(5), score: null }] }));
      expect(await idsOf(2)).toEqual(['d4', 'd3']);
      await store.openNext(lane, 'b.1', null);
      const other = at('0');
      await store.commit(commitOf(null, other, { generation: 'b.1' }));
      const rest = { generation: 'b.1', documents: [changed('d1', '6')], index: [listed(1)] };
      await store.commit(commitOf(other, at('6'), rest));
      expect(await idsOf(9)).toHaveLength(4);
      await store.goLive(lane, 'b.1', GENERATION);
      expect(await idsOf(9)).toEqual(['d1']);
      await store.retire(lane, GENERATION);
      expect(await idsOf(9)).toEqual(['d1']);
    });

    test('is no page to rely on if documents were spread over several lanes', async () => {
      await store.openLive(lane, 'abcdef012345.2.1a2b', null);
      await store.commit(commitOf(null, at('1'), { generation: 'abcdef012345.2.1a2b' }));
      await store.goLive(lane, 'abcdef012345.2.1a2b', 'abcdef012345.2.1a2b');
      expect(await page(1)).toMatchObject({ state: 'filling', entries: [] });
    });

    test('is written with the commit or not at all', async () => {
      const before = await fill();
      const fenced = commitOf(at('4'), at('6'), { index: [{ ...listed(5), score: null }] });
      expect(await store.commit(fenced)).toBe('fenced');
      expect(await idsOf(1)).toEqual(['d5']);
      const ahead = { documents: [changed('d1', '4')], index: [{ ...listed(5), score: null }] };
      await expect(store.commit(commitOf(before, at('6'), ahead))).rejects.toThrow();
      expect(await idsOf(1)).toEqual(['d5']);
    });
  });
}
