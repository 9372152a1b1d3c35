import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readDocuments } from '../../../../src/engine/shapes/document/read.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import type { Parked } from '../../../../src/engine/model/parked.ts';
import type { ReadRequest } from '../../../../src/engine/model/services.ts';
import { encodeToken } from '../../../../src/engine/model/token.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';
import {
  badgeProjection,
  counterProjection,
  totalsProjection,
} from '../../../support/counter-projections.ts';
import { createMemoryReadModel } from '../../../support/memory-read-model.ts';
import { createMemoryStore, FIRST_INCARNATION, OTHER_INCARNATION } from '../../../support/memory-store.ts';

const lane = { projection: 'counter', lane: 0 };
const lanes = [lane, { projection: 'badge', lane: 0 }, { projection: 'totals', lane: 0 }];

function setUp() {
  const model = createMemoryReadModel(lanes);
  const store = createMemoryStore();
  const reads = readDocuments({
    documents: model.documents,
    notices: model.notices,
    events: store,
    projections: [counterProjection, badgeProjection, totalsProjection],
    logger: silentLogger,
  });
  const read = (request: Partial<ReadRequest> = {}) =>
    reads.read({ readModel: 'counter', id: 'c1', maxWaitMs: 0, ifBehind: 'ERROR', ...request });
  return { model, store, read };
}

const tokenAt = (position: string, incarnation = FIRST_INCARNATION) => encodeToken({ incarnation, position });
const counter = (version: number, position: string) => ({
  id: 'c1',
  version,
  position,
  body: { name: 'first', count: version },
});
const shown = (version: number, position: string) => ({
  readModel: 'counter',
  ...counter(version, position),
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('a read that asks for nothing', () => {
  it('is one round trip, with the token of what it has seen', async () => {
    const { model, store, read } = setUp();
    model.commit(lane, [counter(2, '5')], '9');
    expect(await read()).toEqual({ document: shown(2, '5'), token: tokenAt('9') });
    expect(await read({ maxWaitMs: 5000 })).toEqual({ document: shown(2, '5'), token: tokenAt('9') });
    expect(model.reads).toEqual({ calls: 2, keys: 2 });
    expect(store.calls).toEqual({ incarnation: 1, head: 0, positionBefore: 0, readFrom: 0, readStreams: 0 });
    expect(model.listeners()).toBe(0);
  });

  it('answers null for what does not exist and for what was removed', async () => {
    const { model, read } = setUp();
    model.commit(lane, [{ ...counter(3, '6'), body: null }]);
    expect(await read()).toEqual({ document: null, token: tokenAt('6') });
    expect(await read({ id: 'other' })).toEqual({ document: null, token: tokenAt('6') });
  });

  it('takes the position of a document that is ahead of its lane for its token', async () => {
    const { model, read } = setUp();
    model.commit(lane, [counter(2, '7')], '6');
    expect((await read()).token).toBe(tokenAt('7'));
  });
});

describe('a read that may not be older than so much', () => {
  it('has seen everything that was recorded before', async () => {
    const { model, store, read } = setUp();
    store.append('c1', CounterEvents.CounterOpened({ name: 'first' }));
    for (let count = 0; count < 9; count += 1)
      store.append('c1', CounterEvents.CounterIncremented({ by: 1 }));
    const recorded = Date.parse(store.events.at(-1)?.recordedAt ?? '');
    model.commit(lane, [counter(5, '5')]);
    vi.setSystemTime(recorded + 1_000);
    expect((await read({ maxStaleMs: 6_000 })).document).toEqual(shown(5, '5'));
    vi.advanceTimersByTime(30);
    await expect(read({ maxStaleMs: 4_000 })).rejects.toMatchObject({
      code: 'PROJECTION_BEHIND',
      details: { currentVersion: 5, requiredVersion: null },
    });
    expect((await read({ maxStaleMs: 4_000, ifBehind: 'STALE' })).document).toEqual(shown(5, '5'));
    const patient = read({ maxStaleMs: 4_000, maxWaitMs: 1_000 });
    await vi.advanceTimersByTimeAsync(100);
    model.publish(model.commit(lane, [counter(9, '9')]));
    expect((await patient).document).toEqual(shown(9, '9'));
  });

  it.each([-1, 0.5, 60_001])('of %d ms is refused', async (maxStaleMs) => {
    await expect(setUp().read({ maxStaleMs })).rejects.toMatchObject({ code: 'INVALID_READ' });
  });
});

describe('a versioned read', () => {
  it('is one round trip if it is reached, tombstones and minVersion 0 included', async () => {
    const { model, read } = setUp();
    model.commit(lane, [counter(3, '6')]);
    expect((await read({ minVersion: 3, after: tokenAt('6'), maxWaitMs: 1000 })).document).toEqual(
      shown(3, '6'),
    );
    expect((await read({ minVersion: 0 })).document).toEqual(shown(3, '6'));
    model.commit(lane, [{ ...counter(4, '8'), body: null }]);
    expect(await read({ minVersion: 4, maxWaitMs: 1000 })).toEqual({ document: null, token: tokenAt('8') });
    expect(model.reads.calls).toBe(3);
    expect(model.listeners()).toBe(0);
  });

  it('waits for the notice of its version, and for the read that confirms it', async () => {
    const { model, read } = setUp();
    model.commit(lane, [counter(1, '1')]);
    const answer = read({ minVersion: 2, maxWaitMs: 1000 });
    await vi.advanceTimersByTimeAsync(10);
    model.publish(model.commit(lane, [{ ...counter(1, '2'), id: 'c2' }]));
    await vi.advanceTimersByTimeAsync(10);
    expect(model.reads.calls).toBe(1);
    model.publish(model.commit(lane, [counter(2, '3')]));
    expect((await answer).document).toEqual(shown(2, '3'));
    expect(model.reads.calls).toBe(2);
    expect(model.listeners()).toBe(0);
  });

  it('waits for the checkpoint of its lane when it has a token, whatever documents that moves', async () => {
    const { model, read } = setUp();
    model.commit(lane, [counter(1, '1')]);
    const answer = read({ after: tokenAt('4'), maxWaitMs: 1000 });
    await vi.advanceTimersByTimeAsync(10);
    model.publish(model.commit(lane, [], '3'));
    await vi.advanceTimersByTimeAsync(10);
    expect(model.reads.calls).toBe(1);
    model.publish(model.commit(lane, [], '4'));
    expect(await answer).toEqual({ document: shown(1, '1'), token: tokenAt('4') });
    expect(model.reads.calls).toBe(2);
  });

  it('waits for both where both are asked for', async () => {
    const { model, read } = setUp();
    model.commit(lane, [counter(1, '1')]);
    const answer = read({ minVersion: 2, after: tokenAt('4'), maxWaitMs: 1000 });
    await vi.advanceTimersByTimeAsync(10);
    model.publish(model.commit(lane, [counter(2, '2')]));
    await vi.advanceTimersByTimeAsync(10);
    expect(model.reads.calls).toBe(1);
    model.publish(model.commit(lane, [], '4'));
    expect((await answer).document).toEqual(shown(2, '2'));
  });

  it('counts what it has read together with what it hears after', async () => {
    const { model, read } = setUp();
    model.commit(lane, [counter(2, '2')]);
    const answer = read({ minVersion: 2, after: tokenAt('4'), maxWaitMs: 1000 });
    await vi.advanceTimersByTimeAsync(10);
    model.publish(model.commit(lane, [], '4'));
    await vi.advanceTimersByTimeAsync(0);
    expect(model.reads.calls).toBe(2);
    expect((await answer).document).toEqual(shown(2, '2'));
  });

  it('misses nothing that is committed while it reads', async () => {
    const { model, read } = setUp();
    model.commit(lane, [counter(1, '1')]);
    model.delay.after = async () => {
      model.delay.after = async () => {};
      model.publish(model.commit(lane, [counter(2, '2')]));
    };
    expect((await read({ minVersion: 2, maxWaitMs: 1000 })).document).toEqual(shown(2, '2'));
    expect(model.reads.calls).toBe(2);
  });

  it('reads once more at the deadline, because notices can be lost', async () => {
    const { model, read } = setUp();
    const answer = read({ minVersion: 1, maxWaitMs: 300 });
    await vi.advanceTimersByTimeAsync(100);
    model.commit(lane, [counter(1, '1')]);
    await vi.advanceTimersByTimeAsync(200);
    expect((await answer).document).toEqual(shown(1, '1'));
    expect(model.reads.calls).toBe(2);
  });

  it('reads once more when notices may have been lost', async () => {
    const { model, read } = setUp();
    const answer = read({ minVersion: 1, maxWaitMs: 3000 });
    await vi.advanceTimersByTimeAsync(100);
    model.resync();
    await vi.advanceTimersByTimeAsync(100);
    model.commit(lane, [counter(1, '1')]);
    model.resync();
    expect((await answer).document).toEqual(shown(1, '1'));
    expect(model.reads.calls).toBe(3);
  });

  it('is not taken in by a notice that says more than can be read', async () => {
    const { model, read } = setUp();
    model.commit(lane, [counter(1, '1')]);
    const answer = expect(read({ minVersion: 2, maxWaitMs: 300 })).rejects.toMatchObject({
      code: 'PROJECTION_BEHIND',
    });
    await vi.advanceTimersByTimeAsync(10);
    const notice = model.commit(lane, [counter(2, '2')]);
    model.commit(lane, [counter(1, '1')]);
    model.publish(notice);
    await vi.advanceTimersByTimeAsync(10);
    expect(model.reads.calls).toBe(2);
    await vi.advanceTimersByTimeAsync(290);
    await answer;
    expect(model.reads.calls).toBe(3);
    expect(model.listeners()).toBe(0);
  });
});

describe('a read model that is behind', () => {
  it('is an error that says what is needed', async () => {
    const { model, read } = setUp();
    model.commit(lane, [counter(1, '1')]);
    await expect(read({ minVersion: 7 })).rejects.toMatchObject({
      code: 'PROJECTION_BEHIND',
      details: { requiredVersion: 7, currentVersion: 1, retryAfterMs: 100, readModel: 'COUNTER', id: 'c1' },
    });
    await expect(read({ after: tokenAt('2001') })).rejects.toMatchObject({
      code: 'PROJECTION_BEHIND',
      details: { requiredVersion: null, currentVersion: 1, retryAfterMs: 200 },
    });
    await expect(read({ id: 'new', minVersion: 1 })).rejects.toMatchObject({
      details: { requiredVersion: 1, currentVersion: 0, id: 'new' },
    });
    expect(model.reads.calls).toBe(3);
    expect(model.listeners()).toBe(0);
  });

  it('is shown as it is if the client chose so', async () => {
    const { model, read } = setUp();
    model.commit(lane, [counter(1, '1')]);
    const answer = await read({ minVersion: 7, ifBehind: 'STALE' });
    expect(answer).toEqual({ document: shown(1, '1'), token: tokenAt('1') });
    expect((await read({ id: 'new', minVersion: 1, ifBehind: 'STALE' })).document).toBeNull();
  });

  it('is replaced by the fold of the write model if the client chose so', async () => {
    const { model, store, read } = setUp();
    store.append(
      'c1',
      CounterEvents.CounterOpened({ name: 'first' }),
      CounterEvents.CounterIncremented({ by: 5 }),
    );
    store.append('c2', CounterEvents.CounterOpened({ name: 'second' }));
    model.commit(lane, [counter(1, '1')]);
    expect(await read({ minVersion: 2, after: tokenAt('3'), ifBehind: 'WRITE_MODEL' })).toEqual({
      document: {
        readModel: 'counter',
        id: 'c1',
        version: 2,
        position: '2',
        body: { name: 'first', count: 5 },
      },
      token: tokenAt('3'),
    });
    expect(store.calls).toMatchObject({ readStreams: 2, head: 0, readFrom: 0 });
  });

  it('is an error if the write model has not come that far either', async () => {
    const { store, read } = setUp();
    store.append('c1', CounterEvents.CounterOpened({ name: 'first' }));
    await expect(read({ minVersion: 2, ifBehind: 'WRITE_MODEL' })).rejects.toMatchObject({
      code: 'PROJECTION_BEHIND',
      details: { requiredVersion: 2, currentVersion: 0 },
    });
    // One look, nothing is folded.
    expect(store.calls.readStreams).toBe(1);
    await expect(read({ minVersion: 1, after: tokenAt('2'), ifBehind: 'WRITE_MODEL' })).rejects.toMatchObject(
      { code: 'PROJECTION_BEHIND' },
    );
  });

  it('is an error with its cause if the write model cannot be read', async () => {
    const { store, read } = setUp();
    await read({ id: 'any' });
    store.readStreams = async () => Promise.reject(new Error('no database'));
    await expect(read({ minVersion: 1, ifBehind: 'WRITE_MODEL' })).rejects.toMatchObject({
      code: 'PROJECTION_BEHIND',
      cause: { message: 'no database' },
    });
  });

  it('says so if an event of the document cannot be folded', async () => {
    const { store, read } = setUp();
    store.append('c1', CounterEvents.CounterIncremented({ by: 1 }));
    await expect(read({ minVersion: 1, ifBehind: 'WRITE_MODEL' })).rejects.toMatchObject({
      code: 'DOCUMENT_PARKED',
      details: { readModel: 'COUNTER', id: 'c1' },
    });
  });
});

describe('a parked document', () => {
  const parked: Parked = {
    ...{ position: '2', eventId: 'e2', type: 'CounterIncremented', stream: 'counter/c1', recordedAt: '' },
    ...{ code: 'FOLD_FAILED', message: 'secret', stack: '', foldId: 'v1-0', followers: 1, tries: 0 },
  };
  const parkedFault = { code: 'DOCUMENT_PARKED', details: { readModel: 'COUNTER', id: 'c1' } };

  it('is said to be parked, whatever was asked for, and at once', async () => {
    const { model, read } = setUp();
    model.commit(lane, [{ ...counter(1, '1'), parked }], '9');
    for (const request of [{}, { minVersion: 3, maxWaitMs: 5000 }, { after: tokenAt('9') }]) {
      await expect(read(request)).rejects.toMatchObject(parkedFault);
    }
    await expect(read()).rejects.not.toThrow('secret');
  });

  it('is its last good state to those who take what is stale', async () => {
    const { model, read } = setUp();
    model.commit(lane, [{ ...counter(1, '1'), parked }], '9');
    expect((await read({ ifBehind: 'STALE', minVersion: 3 })).document).toEqual(shown(1, '1'));
  });

  it('is folded from the write model by code that can, but not if it hung a process', async () => {
    const { model, store, read } = setUp();
    store.append(
      'c1',
      CounterEvents.CounterOpened({ name: 'first' }),
      CounterEvents.CounterIncremented({ by: 2 }),
    );
    model.commit(lane, [{ ...counter(1, '1'), parked }], '2');
    expect((await read({ ifBehind: 'WRITE_MODEL' })).document).toMatchObject({
      version: 2,
      body: { count: 2 },
    });
    model.commit(lane, [{ ...counter(1, '1'), parked: { ...parked, code: 'FOLD_HANGS' } }], '2');
    await expect(read({ ifBehind: 'WRITE_MODEL' })).rejects.toMatchObject(parkedFault);
  });
});

describe('a read model that is being filled', () => {
  it.each(['filling', 'missing'] as const)('is never a null while it is %s', async (state) => {
    const { model, store, read } = setUp();
    store.append('c1', CounterEvents.CounterOpened({ name: 'first' }));
    model.setLane(lane, { state });
    const rebuilding = { code: 'REBUILDING', details: { readModel: 'COUNTER', id: 'c1' } };
    await expect(read()).rejects.toMatchObject(rebuilding);
    await expect(read({ ifBehind: 'STALE' })).rejects.toMatchObject(rebuilding);
    const folded = await read({ ifBehind: 'WRITE_MODEL', minVersion: 1, maxWaitMs: 5000 });
    expect(folded.document?.body).toEqual({ name: 'first', count: 0 });
    expect((await read({ id: 'c2', ifBehind: 'WRITE_MODEL' })).document).toBeNull();
  });

  it('is waited for by a versioned read', async () => {
    const { model, read } = setUp();
    model.setLane(lane, { state: 'filling' });
    const answer = read({ minVersion: 1, maxWaitMs: 1000 });
    await vi.advanceTimersByTimeAsync(10);
    const notice = model.commit(lane, [counter(1, '1')]);
    model.setLane(lane, { state: 'live' });
    model.publish({ ...notice, documents: [], switched: true });
    expect((await answer).document).toEqual(shown(1, '1'));
  });

  it('counts as such if it was made from another store', async () => {
    const { model, store, read } = setUp();
    store.append('c1', CounterEvents.CounterOpened({ name: 'first' }));
    model.commit(lane, [counter(9, '9')]);
    model.setLane(lane, { incarnation: OTHER_INCARNATION });
    await expect(read()).rejects.toMatchObject({ code: 'REBUILDING' });
    await expect(read({ minVersion: 9, ifBehind: 'STALE' })).rejects.toMatchObject({ code: 'REBUILDING' });
    const folded = await read({ ifBehind: 'WRITE_MODEL' });
    expect(folded).toMatchObject({ document: { version: 1 }, token: tokenAt('1') });
  });
});

describe('a document of many streams that was made from another store', () => {
  it('is nothing to fold on', async () => {
    const { model, store, read } = setUp();
    const totals = { projection: 'totals', lane: 0 };
    store.append('c1', CounterEvents.CounterOpened({ name: 'first' }));
    const body = { opened: 70, awarded: 70, sum: 70 };
    model.commit(totals, [{ id: 'all', version: 70, position: '1', body }]);
    model.setLane(totals, { incarnation: OTHER_INCARNATION });
    const folded = await read({ readModel: 'totals', id: 'all', ifBehind: 'WRITE_MODEL' });
    expect(folded.document?.body).toEqual({ opened: 1, awarded: 0, sum: 0 });
  });
});

describe('a read model that is away', () => {
  it('is an error, and the fold where the client chose that', async () => {
    const { model, store, read } = setUp();
    store.append('c1', CounterEvents.CounterOpened({ name: 'first' }));
    model.setAway(true);
    for (const ifBehind of ['ERROR', 'STALE'] as const) {
      await expect(read({ ifBehind, minVersion: 1, maxWaitMs: 5000 })).rejects.toMatchObject({
        code: 'READ_MODEL_UNAVAILABLE',
        details: { readModel: 'COUNTER', id: 'c1' },
      });
    }
    expect(await read({ ifBehind: 'WRITE_MODEL' })).toMatchObject({
      document: { version: 1 },
      token: tokenAt('1'),
    });
    expect(model.listeners()).toBe(0);
  });

  it('lets other errors through as they are', async () => {
    const { model, read } = setUp();
    model.delay.before = async () => Promise.reject(new TypeError('a bug'));
    await expect(read({ minVersion: 1, maxWaitMs: 1000 })).rejects.toThrow(TypeError);
    expect(model.listeners()).toBe(0);
  });
});

describe('what is asked', () => {
  it.each([
    [{ minVersion: -1 }, 'INVALID_READ'],
    [{ minVersion: 1.5 }, 'INVALID_READ'],
    [{ minVersion: 2 ** 31 }, 'INVALID_READ'],
    [{ minVersion: Number.NaN }, 'INVALID_READ'],
    [{ maxWaitMs: -1 }, 'INVALID_READ'],
    [{ maxWaitMs: 5001 }, 'INVALID_READ'],
    [{ maxWaitMs: Number.POSITIVE_INFINITY }, 'INVALID_READ'],
    [{ readModel: 'nothing' }, 'INVALID_READ'],
    [{ readModel: '__proto__' }, 'INVALID_READ'],
    [{ after: '' }, 'INVALID_TOKEN'],
    [{ after: 'no-token' }, 'INVALID_TOKEN'],
    [{ after: tokenAt('1', OTHER_INCARNATION) }, 'TOKEN_OF_ANOTHER_STORE'],
    [{ id: 'no/id', after: tokenAt('1', OTHER_INCARNATION) }, 'TOKEN_OF_ANOTHER_STORE'],
  ])('%j is refused as %s', async (request, code) => {
    const { model, read } = setUp();
    await expect(read({ ifBehind: 'WRITE_MODEL', ...request })).rejects.toMatchObject({ code });
    expect(model.reads.calls).toBe(0);
  });

  it.each(['', 'a b', 'ä', 'x'.repeat(65), 'a/b', 'a:b', '*', '__proto__\u0000'])(
    'an id that nothing can have (%j) does not exist, and nothing is asked',
    async (id) => {
      const { model, store, read } = setUp();
      for (const ifBehind of ['ERROR', 'STALE', 'WRITE_MODEL'] as const) {
        const answer = await read({ id, ifBehind, minVersion: 1, after: tokenAt('3'), maxWaitMs: 100 });
        expect(answer).toEqual({ document: null, token: tokenAt('3') });
      }
      expect((await read({ id })).token).toBe(tokenAt('0'));
      expect(model.reads.calls).toBe(0);
      expect(store.calls.readStreams).toBe(0);
    },
  );
});

describe('a store that was restored and has a new incarnation', () => {
  it('is noticed by the tokens and read models that come with it', async () => {
    const { model, store, read } = setUp();
    model.commit(lane, [counter(1, '1')]);
    await read();
    await vi.advanceTimersByTimeAsync(2000);
    store.become(OTHER_INCARNATION);
    model.setLane(lane, { incarnation: OTHER_INCARNATION });
    expect((await read({ after: tokenAt('1', OTHER_INCARNATION) })).token).toBe(
      tokenAt('1', OTHER_INCARNATION),
    );
    await expect(read({ after: tokenAt('1') })).rejects.toMatchObject({ code: 'TOKEN_OF_ANOTHER_STORE' });
    expect(store.calls.incarnation).toBe(2);
  });
});
