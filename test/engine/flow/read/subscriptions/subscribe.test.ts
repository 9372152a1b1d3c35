import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { subscribeToDocuments } from '../../../../../src/engine/flow/read/subscriptions/subscribe.ts';
import { LIMITS } from '../../../../../src/engine/model/limits.ts';
import { silentLogger } from '../../../../../src/engine/model/logger.ts';
import type {
  ProjectionUpdate,
  Readable,
  SubscribeRequest,
} from '../../../../../src/engine/model/services.ts';
import { encodeToken } from '../../../../../src/engine/model/token.ts';
import { createMemoryReadModel } from '../../../../support/memory-read-model.ts';
import { createMemoryStore, FIRST_INCARNATION, OTHER_INCARNATION } from '../../../../support/memory-store.ts';

const lane = { projection: 'counter', lane: 0 };
const DONE = { done: true, value: undefined };
const tokenAt = (position: string, incarnation = FIRST_INCARNATION) => encodeToken({ incarnation, position });
const settle = () => vi.advanceTimersByTimeAsync(0);

function setUp() {
  const model = createMemoryReadModel([lane, { projection: 'badge', lane: 0 }]);
  const store = createMemoryStore();
  const service = subscribeToDocuments({
    documents: model.documents,
    notices: model.notices,
    events: store,
    projections: [{ name: 'counter' }, { name: 'badge' }],
    logger: silentLogger,
  });
  const follow = (request: Partial<SubscribeRequest> = {}) =>
    service.subscribe({ documents: [{ readModel: 'counter', id: 'a' }], withDocuments: false, ...request });
  /** A document of the counter's lane becomes readable, and its notice is sent. */
  const change = (id: string, version: number, eventTypes: string[] = []) => {
    const notice = model.commit(lane, [{ id, version, position: String(version), eventTypes }]);
    model.publish(notice);
  };
  return { model, store, service, follow, change };
}

const since = (sinceVersion: number) => ({ documents: [{ readModel: 'counter', id: 'a', sinceVersion }] });
const valueOf = async (result: Promise<IteratorResult<ProjectionUpdate>>) => (await result).value;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('a client that comes back', () => {
  const stored = [
    { id: 'a', version: 3, position: '3' },
    { id: 'b', version: 5, position: '5' },
    { id: 'c', version: 6, position: '6' },
  ];
  const resumed = (id: string, position: string, sinceVersion?: number) => ({
    ...{ readModel: 'counter', id, resumeAfter: tokenAt(position) },
    ...(sinceVersion === undefined ? {} : { sinceVersion }),
  });
  const told = async (request: Partial<SubscribeRequest>) => {
    const { model, service, follow } = setUp();
    model.commit(lane, stored);
    const updates = await follow({ resumes: true, ...request });
    const ids: string[] = [];
    void (async () => {
      for await (const { id } of updates) ids.push(id);
    })();
    await settle();
    service.close();
    return ids;
  };

  it('is told at once what is newer than it had, and of what it had nothing, and nothing else', async () => {
    const documents = [resumed('a', '3'), resumed('b', '4'), { readModel: 'counter', id: 'c' }];
    expect(await told({ documents })).toEqual(['b', 'c']);
  });

  it('is not told again what is newer only than the version or token it began with', async () => {
    const documents = [resumed('a', '3', 1), resumed('b', '4', 1), { readModel: 'counter', id: 'c' }];
    expect(await told({ documents, since: tokenAt('1') })).toEqual(['b', 'c']);
    expect(await told({ documents, since: tokenAt('6') })).toEqual(['b']);
  });

  it('never goes below the version it began with', async () => {
    expect(await told({ documents: [resumed('a', '2', 4), resumed('b', '2', 5)] })).toEqual(['b']);
  });

  it('begins as it asks where it says so itself', async () => {
    const documents = [
      { readModel: 'counter', id: 'a', sinceVersion: 3 },
      { readModel: 'counter', id: 'b', sinceVersion: 4 },
    ];
    expect(await told({ documents })).toEqual(['b']);
  });

  it.each([
    ['nothing', 'INVALID_TOKEN'],
    [tokenAt('1', OTHER_INCARNATION), 'TOKEN_OF_ANOTHER_STORE'],
  ])('with the token %s is refused', async (resumeAfter, code) => {
    const { follow } = setUp();
    const documents = [{ readModel: 'counter', id: 'a', resumeAfter }];
    await expect(follow({ documents, resumes: true })).rejects.toMatchObject({ code });
  });
});

describe('a subscription', () => {
  it('tells what becomes readable, with version, token and event types', async () => {
    const { model, service, follow, change } = setUp();
    const updates = await follow();
    const first = updates.next();
    change('a', 1, ['CounterOpened']);
    expect(await first).toEqual({
      done: false,
      value: {
        readModel: 'counter',
        id: 'a',
        version: 1,
        token: tokenAt('1'),
        eventTypes: ['CounterOpened'],
        projectedAt: '2026-01-02T03:04:05.006Z',
        coalesced: 0,
        document: null,
      },
    });
    expect(model.reads.calls).toBe(1);
    service.close();
  });

  it('reads all its documents in one round trip, each once', async () => {
    const { model, service, follow } = setUp();
    model.commit(lane, [{ id: 'a', version: 3, position: '3' }]);
    const updates = await follow({
      documents: [
        { readModel: 'counter', id: 'a', sinceVersion: 3 },
        { readModel: 'badge', id: 'a' },
        { readModel: 'counter', id: 'a', sinceVersion: 2 },
      ],
    });
    expect(model.reads).toEqual({ calls: 1, keys: 2 });
    expect(await valueOf(updates.next())).toMatchObject({ readModel: 'counter', version: 3 });
    service.close();
  });

  it('begins at once with what is newer than the client has, and else with nothing', async () => {
    const { model, service, follow, change } = setUp();
    model.commit(lane, [{ id: 'a', version: 7, position: '7' }]);
    expect(await valueOf((await follow(since(6))).next())).toMatchObject({ version: 7, token: tokenAt('7') });
    expect(await valueOf((await follow({ since: tokenAt('6') })).next())).toMatchObject({ version: 7 });
    for (const request of [{}, since(7), { since: tokenAt('7') }, { since: tokenAt('9') }]) {
      const updates = await follow(request);
      const next = updates.next();
      await settle();
      change('a', 10);
      expect(await valueOf(next)).toMatchObject({ version: 10 });
      model.commit(lane, [{ id: 'a', version: 7, position: '7' }]);
    }
    service.close();
  });

  it('listens before it reads', async () => {
    const { model, service, follow, change } = setUp();
    model.delay.after = async () => {
      model.delay.after = async () => {};
      change('a', 1);
    };
    expect(await valueOf((await follow()).next())).toMatchObject({ version: 1 });
    service.close();
  });

  it('takes no comparison for news before it knows where it begins', async () => {
    const { model, service, follow, change } = setUp();
    model.commit(lane, [{ id: 'a', version: 4, position: '4' }]);
    const other = await follow();
    model.delay.before = async () => {
      model.delay.before = async () => {};
      model.resync();
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    };
    const updates = await follow();
    const next = updates.next();
    await settle();
    change('a', 5);
    expect(await valueOf(next)).toMatchObject({ version: 5 });
    await other.return?.();
    service.close();
  });

  it('keeps the newest for a subscriber that does not pull, and reads nothing for it', async () => {
    const { model, service, follow, change } = setUp();
    const updates = await follow({ withDocuments: true });
    for (let version = 1; version <= 10_000; version += 1) change('a', version, [`E${version % 3}`]);
    expect(model.reads.calls).toBe(1);
    const update = await valueOf(updates.next());
    expect(update).toMatchObject({ version: 10_000, coalesced: 9999, document: { version: 10_000 } });
    expect([...update.eventTypes].sort()).toEqual(['E0', 'E1', 'E2']);
    expect(model.reads.calls).toBe(2);
    service.close();
  });

  it('hears of what notices have lost by comparison', async () => {
    const { model, service, follow } = setUp();
    const updates = await follow();
    const next = updates.next();
    model.commit(lane, [{ id: 'a', version: 4, position: '4' }]);
    model.resync();
    expect(await valueOf(next)).toMatchObject({
      version: 4,
      eventTypes: [],
      coalesced: 3,
      token: tokenAt('4'),
    });
    service.close();
  });

  it('compares again a moment after a comparison that failed', async () => {
    const { model, service, follow } = setUp();
    const updates = await follow();
    const next = updates.next();
    model.commit(lane, [{ id: 'a', version: 4, position: '4' }]);
    model.setAway(true);
    model.resync();
    await vi.advanceTimersByTimeAsync(3500);
    model.setAway(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await valueOf(next)).toMatchObject({ version: 4 });
    service.close();
  });
});

describe('updates with documents', () => {
  it('carry what was read: label and content agree', async () => {
    const { model, service, follow, change } = setUp();
    const updates = await follow({ withDocuments: true });
    change('a', 1);
    model.commit(lane, [{ id: 'a', version: 2, position: '2', body: { name: 'x' } }]);
    expect(await valueOf(updates.next())).toMatchObject({
      version: 2,
      token: tokenAt('2'),
      document: { readModel: 'counter', id: 'a', version: 2, position: '2', body: { name: 'x' } },
    });
    const next = updates.next();
    model.publish(model.commit(lane, [{ id: 'a', version: 2, position: '2' }]));
    change('a', 3);
    expect(await valueOf(next)).toMatchObject({ version: 3, document: { version: 3 } });
    service.close();
  });

  it('have none for a document that was removed', async () => {
    const { model, service, follow } = setUp();
    const updates = await follow({ withDocuments: true });
    model.publish(model.commit(lane, [{ id: 'a', version: 5, position: '5', body: null }]));
    expect(await valueOf(updates.next())).toMatchObject({ version: 5, document: null });
    service.close();
  });

  it('are one read for however many subscribers', async () => {
    const { model, service, follow, change } = setUp();
    const streams = await Promise.all(Array.from({ length: 500 }, () => follow({ withDocuments: true })));
    const before = model.reads.calls;
    const next = streams.map((updates) => updates.next());
    change('a', 1);
    for (const { value } of await Promise.all(next)) expect(value.document.version).toBe(1);
    expect(model.reads.calls - before).toBe(1);
    service.close();
  });

  it('are not made of a document that is older than its notice; a comparison tells later', async () => {
    const { model, service, follow } = setUp();
    const updates = await follow({ withDocuments: true });
    const next = updates.next();
    const notice = model.commit(lane, [{ id: 'a', version: 2, position: '2' }]);
    model.commit(lane, [{ id: 'a', version: 1, position: '1' }]);
    model.publish(notice);
    await settle();
    model.commit(lane, [{ id: 'a', version: 3, position: '3' }]);
    model.resync();
    expect(await valueOf(next)).toMatchObject({ version: 3 });
    service.close();
  });

  it('are told later if the read model is away when they are read', async () => {
    const { model, service, follow, change } = setUp();
    const updates = await follow({ withDocuments: true });
    const next = updates.next();
    model.setAway(true);
    change('a', 1);
    await settle();
    model.setAway(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await valueOf(next)).toMatchObject({ version: 1, document: { version: 1 } });
    service.close();
  });

  it('end the stream with an error that is a bug', async () => {
    const { model, follow, change } = setUp();
    const updates = await follow({ withDocuments: true });
    model.delay.before = async () => Promise.reject(new TypeError('a bug'));
    const next = updates.next();
    change('a', 1);
    await expect(next).rejects.toThrow(TypeError);
    expect(await updates.next()).toEqual(DONE);
    expect(model.listeners()).toBe(0);
  });
});

describe('a read model that is being filled', () => {
  it('can be followed; its first state is told when it is live', async () => {
    const { model, service, follow } = setUp();
    model.setLane(lane, { state: 'filling' });
    const notice = model.commit(lane, [{ id: 'a', version: 4, position: '4' }]);
    const all = await Promise.all([follow(), follow(since(3)), follow(since(4))]);
    const [plain, older, same] = all.map((updates) => updates.next());
    model.resync();
    await settle();
    model.setLane(lane, { state: 'live' });
    model.publish({ ...notice, documents: [], switched: true });
    expect(await plain).toMatchObject({ value: { version: 4 } });
    expect(await older).toMatchObject({ value: { version: 4 } });
    await settle();
    model.publish(model.commit(lane, [{ id: 'a', version: 5, position: '5' }]));
    expect(await same).toMatchObject({ value: { version: 5 } });
    service.close();
  });

  it('ends the subscription when the store was replaced by another', async () => {
    const { model, store, follow, change } = setUp();
    const updates = await follow();
    const next = updates.next();
    await vi.advanceTimersByTimeAsync(2000);
    model.setLane(lane, { incarnation: OTHER_INCARNATION });
    store.become(OTHER_INCARNATION);
    change('a', 1);
    await expect(next).rejects.toMatchObject({ code: 'TOKEN_OF_ANOTHER_STORE' });
    expect(model.listeners()).toBe(0);
  });

  it('is not believed if it is of a store that is not ours', async () => {
    const { model, service, follow, change } = setUp();
    const updates = await follow();
    const next = updates.next();
    await vi.advanceTimersByTimeAsync(2000);
    model.setLane(lane, { incarnation: OTHER_INCARNATION });
    change('a', 1);
    model.resync();
    await settle();
    model.setLane(lane, { incarnation: FIRST_INCARNATION });
    change('a', 2);
    expect(await valueOf(next)).toMatchObject({ version: 2 });
    service.close();
  });
});

describe('the end of a subscription', () => {
  it.each(['return', 'throw'] as const)('by %s leaves no listener, also while it waits', async (how) => {
    const { model, service, follow } = setUp();
    const updates = await follow();
    const next = updates.next();
    expect(model.listeners()).toBe(2);
    const ended = how === 'return' ? updates.return?.() : updates.throw?.(new Error('over')).catch(() => {});
    expect(model.listeners()).toBe(0);
    await ended;
    expect(await next).toEqual(DONE);
    expect(service.count()).toBe(0);
  });

  it('comes to all when the service is closed, and none begins after', async () => {
    const { model, service, follow } = setUp();
    const streams = await Promise.all([follow(), follow({ withDocuments: true }), follow()]);
    const next = streams.map((updates) => updates.next());
    expect(service.count()).toBe(3);
    service.close();
    expect(await Promise.all(next)).toEqual([DONE, DONE, DONE]);
    expect(model.listeners()).toBe(0);
    await expect(follow()).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
  });

  it('leaves others that follow the same document alone', async () => {
    const { model, service, follow, change } = setUp();
    const [first, second] = await Promise.all([follow(), follow()]);
    expect(model.listeners()).toBe(2);
    await first?.return?.();
    const next = second?.next();
    change('a', 1);
    expect(await next).toMatchObject({ value: { version: 1 } });
    service.close();
  });

  it('leaves nothing behind if the subscription never began', async () => {
    const { model, service, follow } = setUp();
    model.setAway(true);
    await expect(follow()).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
    expect(model.listeners()).toBe(0);
    expect(service.count()).toBe(0);
    const ready = model.notices.ready;
    model.setAway(false);
    Object.assign(model.notices, { ready: () => Promise.reject(new TypeError('a bug')) });
    await expect(follow()).rejects.toThrow(TypeError);
    Object.assign(model.notices, { ready });
    expect(model.listeners()).toBe(0);
  });
});

describe('what is asked', () => {
  const one = { readModel: 'counter', id: 'a' };
  it.each([
    [{ documents: [] }, 'INVALID_SUBSCRIPTION'],
    [
      { documents: Array.from({ length: LIMITS.documentsPerSubscription + 1 }, () => one) },
      'INVALID_SUBSCRIPTION',
    ],
    [{ documents: [{ ...one, readModel: 'nothing' }] }, 'INVALID_SUBSCRIPTION'],
    [{ documents: [{ ...one, readModel: 'constructor' }] }, 'INVALID_SUBSCRIPTION'],
    [{ documents: [one, { ...one, id: 'a/b' }] }, 'INVALID_SUBSCRIPTION'],
    [{ documents: [{ ...one, id: '' }] }, 'INVALID_SUBSCRIPTION'],
    [{ documents: [{ ...one, sinceVersion: -1 }] }, 'INVALID_SUBSCRIPTION'],
    [{ documents: [{ ...one, sinceVersion: 0.5 }] }, 'INVALID_SUBSCRIPTION'],
    [{ since: 'no-token' }, 'INVALID_TOKEN'],
    [{ since: tokenAt('1', OTHER_INCARNATION) }, 'TOKEN_OF_ANOTHER_STORE'],
  ])('%j is refused as %s', async (request, code) => {
    const { model, service, follow } = setUp();
    await expect(follow(request)).rejects.toMatchObject({ code });
    expect(model.reads.calls).toBe(0);
    expect(model.listeners()).toBe(0);
    expect(service.count()).toBe(0);
  });

  it('may be as many documents as the limit says', async () => {
    const { model, service, follow } = setUp();
    const documents = Array.from({ length: LIMITS.documentsPerSubscription }, (_, index) => ({
      readModel: 'counter',
      id: `c${index}`,
    }));
    await follow({ documents });
    expect(model.reads).toEqual({ calls: 1, keys: LIMITS.documentsPerSubscription });
    service.close();
  });
});

describe('a subscriber that may not read everything', () => {
  const isMine: Readable = (_id, { body }) => body?.['of'] === 'me';
  const following = (request: Partial<SubscribeRequest> = {}) => {
    const setting = setUp();
    const { model, follow } = setting;
    const change = (version: number, of: string | null, id = 'a') => {
      const body = of === null ? null : { of };
      const notice = model.commit(lane, [
        { id, version, position: String(version), eventTypes: ['Counted'], body },
      ]);
      model.publish(notice);
    };
    return { ...setting, change, follow: () => follow({ readableOf: () => isMine, ...request }) };
  };
  const ended = async (next: Promise<IteratorResult<ProjectionUpdate>>) => {
    await settle();
    return next;
  };

  it.each([true, false])(
    'hears nothing of what is not its own, document or not (%j)',
    async (withDocuments) => {
      const { follow, change } = following({ withDocuments, ...since(0) });
      change(1, 'you');
      const updates = await follow();
      let told: unknown = 'nothing';
      const next = updates.next().then((update) => (told = update));
      change(2, 'you');
      await settle();
      expect(told).toBe('nothing');
      change(3, 'me');
      await settle();
      expect(told).toMatchObject({ value: { version: 3, document: withDocuments ? {} : null } });
      await Promise.all([next, updates.return?.()]);
    },
  );

  it('is ended when what it followed is no more its own', async () => {
    const { follow, change } = following(since(0));
    change(1, 'me');
    const updates = await follow();
    expect(await valueOf(updates.next())).toMatchObject({ version: 1 });
    const next = updates.next();
    change(2, 'you');
    expect(await ended(next)).toEqual(DONE);
  });

  it('is told that its own was removed, and not that of another', async () => {
    const { follow, change } = following(since(0));
    change(1, 'me');
    const updates = await follow();
    expect(await valueOf(updates.next())).toMatchObject({ version: 1 });
    change(2, null);
    expect(await valueOf(updates.next())).toMatchObject({ version: 2 });
    await updates.return?.();

    const others = following(since(0));
    others.change(1, 'you');
    const silent = await others.follow();
    let told: unknown = 'nothing';
    const waiting = silent.next().then((update) => (told = update));
    others.change(2, null);
    await settle();
    expect(told).toBe('nothing');
    await Promise.all([silent.return?.(), waiting]);
  });
});
