import { z } from 'zod';
// Subscriptions to a ranking's top: what is news to whom, how often the ranking is read, and how it all ends.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineDocument } from '../../../../src/engine/shapes/document/declare.ts';
import { rankingsOf } from '../../../../src/engine/shapes/ranking/declare.ts';
import { subscribeToRankings } from '../../../../src/engine/shapes/ranking/follow.ts';
import type { TopRead, StoredDocument } from '../../../../src/engine/model/documents.ts';
import { SlipstreamError } from '../../../../src/engine/model/errors.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import type { FollowTopRequest, TopUpdate } from '../../../../src/engine/shapes/ranking/ports.ts';
import { encodeToken } from '../../../../src/engine/model/token.ts';
import { createMemoryReadModel } from '../../../support/memory-read-model.ts';
import { createMemoryStore, FIRST_INCARNATION, OTHER_INCARNATION } from '../../../support/memory-store.ts';

const lane = { projection: 'player', lane: 0 };
const DONE = { done: true, value: undefined };
const tokenAt = (position: number, incarnation = FIRST_INCARNATION) =>
  encodeToken({ incarnation, position: String(position) });
const settle = () => vi.advanceTimersByTimeAsync(0);
const document = defineDocument('Player', { score: z.int() });
const rankings = rankingsOf({ name: 'player', document, rankings: { best: { highest: 'score' } } }, 1);

function setUp() {
  const model = createMemoryReadModel([lane]);
  const store = createMemoryStore();
  const limits: number[] = [];
  const stand: Omit<TopRead, 'entries'> = {
    state: 'live',
    checkpoint: '0',
    incarnation: FIRST_INCARNATION,
  };
  const ranked = { stand, scores: new Map<string, number>(), positions: new Map<string, number>() };
  const faults = { away: false, before: async () => {}, after: async () => {} };
  let underWay = 0;
  const service = subscribeToRankings({
    indexes: {
      readTop: async ({ limit }) => {
        limits.push(limit);
        underWay += 1;
        expect(underWay).toBe(1);
        await faults.before();
        underWay -= 1;
        if (faults.away) throw new SlipstreamError('READ_MODEL_UNAVAILABLE', 'away');
        const read = { ...ranked.stand, entries: topOf(ranked).slice(0, limit) };
        await faults.after();
        return read;
      },
    },
    notices: model.notices,
    events: store,
    projections: [{ name: 'player', rankings }],
    logger: silentLogger,
  });
  const follow = (request: Partial<FollowTopRequest> = {}) =>
    service.follow({ readModel: 'player', ranking: 'best', first: 10, ...request });
  /** The score of a document, without a notice. */
  const score = (id: string, to: number, at: number) => {
    ranked.scores.set(id, to);
    ranked.positions.set(id, at);
    ranked.stand = { ...ranked.stand, checkpoint: String(at) };
  };
  const notice = (id: string, at: number) =>
    model.publish(model.commit(lane, [{ id, version: at, position: String(at) }]));
  const change = (id: string, to: number, at: number) => {
    score(id, to, at);
    notice(id, at);
  };
  return { model, store, service, ranked, faults, limits, follow, score, notice, change };
}

function topOf({ scores, positions }: Pick<ReturnType<typeof setUp>['ranked'], 'scores' | 'positions'>) {
  return [...scores]
    .toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .map(([id, score]) => {
      const position = String(positions.get(id));
      const document: StoredDocument = { id, version: 1, position, body: { score } };
      return { rank: 1 + [...scores.values()].filter((other) => other > score).length, document };
    });
}

const shown = (update: TopUpdate) =>
  update.entries.map(({ rank, document: { id, body } }) => [rank, id, body['score']]);
const nextOf = async (updates: AsyncIterableIterator<TopUpdate>): Promise<TopUpdate> => {
  const { value } = (await updates.next()) as { value: TopUpdate };
  return value;
};
/** What comes at present; nothing if the stream waits. */
async function waiting(next: Promise<unknown>): Promise<unknown> {
  await settle();
  return Promise.race([next, Promise.resolve('waits')]);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('the top of a ranking', () => {
  it('is told with the next change of what it shows', async () => {
    const { service, follow, score, change } = setUp();
    score('ann', 5, 1);
    const updates = await follow();
    const next = updates.next();
    expect(await waiting(next)).toBe('waits');
    change('bob', 5, 2);
    const { value } = (await next) as { value: TopUpdate };
    expect(shown(value)).toEqual([
      [1, 'ann', 5],
      [1, 'bob', 5],
    ]);
    expect(value).toMatchObject({
      token: tokenAt(2),
      projectedAt: '2026-01-02T03:04:05.006Z',
      coalesced: 0,
    });
    service.close();
  });

  it('is not told when the change is below it, or changes nothing that is shown', async () => {
    const { service, follow, score, change } = setUp();
    score('ann', 5, 1);
    const [one, two] = [await follow({ first: 1 }), await follow({ first: 2 })];
    const [first, second] = [one.next(), two.next()];
    change('bob', 4, 2);
    expect(await waiting(first)).toBe('waits');
    expect(shown(((await second) as { value: TopUpdate }).value)).toHaveLength(2);
    const third = two.next();
    change('bob', 4, 3);
    expect(await waiting(third)).toBe('waits');
    change('ann', 6, 4);
    expect(await waiting(first)).toMatchObject({ value: { token: tokenAt(4) } });
    expect(await waiting(third)).toMatchObject({ value: { token: tokenAt(4) } });
    service.close();
  });

  it('comes at once if the read model is newer than what the client has seen', async () => {
    const { service, follow, score, change } = setUp();
    score('ann', 5, 7);
    expect(await nextOf(await follow({ since: tokenAt(6) }))).toMatchObject({ token: tokenAt(7) });
    const updates = await follow({ since: tokenAt(7) });
    const next = updates.next();
    expect(await waiting(next)).toBe('waits');
    change('ann', 6, 8);
    expect(await waiting(next)).toMatchObject({ value: { token: tokenAt(8) } });
    service.close();
  });

  it('comes at once to who comes back without anything', async () => {
    const { service, follow, score } = setUp();
    score('ann', 5, 7);
    expect(await nextOf(await follow({ resumes: true }))).toMatchObject({ token: tokenAt(7) });
    expect(await waiting((await follow({ resumes: true, since: tokenAt(7) })).next())).toBe('waits');
    service.close();
  });

  it('comes again to who comes back in the middle of an event that is fanned out', async () => {
    const { service, ranked, follow, score } = setUp();
    score('ann', 5, 8);
    ranked.stand = { ...ranked.stand, checkpoint: '7' };
    expect(await nextOf(await follow({ since: tokenAt(7) }))).toMatchObject({ token: tokenAt(7) });
    service.close();
  });

  it('is silent up to a token that the read model has not come to, and tells what is after it', async () => {
    const { service, follow, score, change } = setUp();
    score('ann', 5, 1);
    const updates = await follow({ since: tokenAt(3) });
    const next = updates.next();
    change('ann', 6, 3);
    expect(await waiting(next)).toBe('waits');
    change('ann', 7, 4);
    expect(await waiting(next)).toMatchObject({ value: { token: tokenAt(4) } });
    service.close();
  });

  it('takes the newest for a slow subscriber, and nothing if it is as it was', async () => {
    const { service, follow, score, change } = setUp();
    score('ann', 5, 1);
    const updates = await follow();
    for (const [to, at] of [
      [6, 2],
      [7, 3],
      [8, 4],
    ] as const) {
      change('ann', to, at);
      await settle();
    }
    const update = await nextOf(updates);
    expect([update.token, update.coalesced]).toEqual([tokenAt(4), 2]);
    change('ann', 9, 5);
    await settle();
    change('ann', 8, 6);
    await settle();
    expect(await waiting(updates.next())).toBe('waits');
    service.close();
  });

  it('never steps back', async () => {
    const { model, service, ranked, follow, score, change } = setUp();
    score('ann', 5, 9);
    const updates = await follow();
    const next = updates.next();
    change('ann', 1, 8);
    expect(await waiting(next)).toBe('waits');
    ranked.stand = { ...ranked.stand, checkpoint: '9' };
    model.resync();
    expect(await waiting(next)).toMatchObject({ value: { token: tokenAt(9) } });
    service.close();
  });

  it('is told when a read model that was being filled is live', async () => {
    const { model, service, ranked, follow, score } = setUp();
    score('ann', 5, 1);
    ranked.stand = { ...ranked.stand, state: 'filling' };
    const updates = await follow();
    const next = updates.next();
    ranked.stand = { ...ranked.stand, state: 'live' };
    model.resync();
    expect(await waiting(next)).toMatchObject({ value: { token: tokenAt(1) } });
    service.close();
  });
});

describe('the ranking is read', () => {
  it('once for all subscribers, one read at a time, as long as the longest top', async () => {
    const { service, faults, limits, follow, change } = setUp();
    const all = await Promise.all([1, 3, 2].map((first) => follow({ first })));
    expect(limits.length).toBeLessThanOrEqual(2);
    const before = limits.length;
    let release = (): void => {};
    faults.before = () => new Promise((resolve) => (release = resolve));
    const next = all.map((updates) => nextOf(updates));
    for (let at = 1; at <= 50; at += 1) change(`p${at % 5}`, at, at);
    await settle();
    faults.before = async () => {};
    release();
    expect((await Promise.all(next)).map(({ entries }) => entries.length)).toEqual([1, 3, 2]);
    await settle();
    expect(limits.slice(before)).toEqual([3, 3]);
    service.close();
  });

  it('again when notices may have been lost, and a moment after a read that failed', async () => {
    const { model, service, faults, follow, score } = setUp();
    const updates = await follow();
    const next = updates.next();
    score('ann', 5, 1);
    faults.away = true;
    model.resync();
    expect(await waiting(next)).toBe('waits');
    faults.away = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(await waiting(next)).toMatchObject({ value: { token: tokenAt(1) } });
    service.close();
  });

  it('after what is heard while a subscription begins: nothing is missed in between', async () => {
    const { service, faults, follow, change } = setUp();
    faults.after = async () => {
      faults.after = async () => {};
      change('ann', 6, 2);
    };
    expect(await nextOf(await follow())).toMatchObject({ token: tokenAt(2) });
    service.close();
  });

  it('by nobody when the last one has left', async () => {
    const { model, limits, follow, change } = setUp();
    const updates = await follow();
    expect(model.listeners()).toBe(2);
    await updates.return?.();
    expect(model.listeners()).toBe(0);
    const reads = limits.length;
    change('ann', 1, 1);
    await settle();
    expect(limits).toHaveLength(reads);
  });
});

describe('a subscription', () => {
  it.each([{ first: 0 }, { first: -1 }, { first: 101 }, { first: 1.5 }, { ranking: 'worst' }])(
    'to %o is refused',
    async (request) => {
      const { model, follow } = setUp();
      await expect(follow(request)).rejects.toMatchObject({ code: 'INVALID_SUBSCRIPTION' });
      expect(model.listeners()).toBe(0);
    },
  );

  it('since a token that is none, or of another store, is refused', async () => {
    const { follow } = setUp();
    await expect(follow({ since: 'x' })).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
    await expect(follow({ since: tokenAt(1, OTHER_INCARNATION) })).rejects.toMatchObject({
      code: 'TOKEN_OF_ANOTHER_STORE',
    });
  });

  it('can not begin while the read model is away, and leaves nothing behind', async () => {
    const { model, faults, follow } = setUp();
    faults.away = true;
    await expect(follow()).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
    expect(model.listeners()).toBe(0);
    model.setAway(true);
    await expect(follow()).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
  });

  it('ends when the store is replaced', async () => {
    const { store, ranked, follow, change } = setUp();
    const next = (await follow()).next();
    const failed = expect(next).rejects.toMatchObject({ code: 'TOKEN_OF_ANOTHER_STORE' });
    store.become(OTHER_INCARNATION);
    await vi.advanceTimersByTimeAsync(2000);
    ranked.stand = { ...ranked.stand, incarnation: OTHER_INCARNATION };
    change('ann', 1, 1);
    await failed;
  });

  it('ends with the server, also one that is beginning, and none begins after', async () => {
    const { service, faults, follow } = setUp();
    const next = (await follow()).next();
    let release = (): void => {};
    faults.before = () => new Promise((resolve) => (release = resolve));
    const beginning = follow();
    await settle();
    service.close();
    expect(await next).toEqual(DONE);
    expect(await (await beginning).next()).toEqual(DONE);
    release();
    await expect(follow()).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
  });
});

describe('thousands who follow a ranking', () => {
  it('are told some at a time, all in the end of the newest', async () => {
    const { service, follow, change } = setUp();
    const all = await Promise.all(Array.from({ length: 1000 }, () => follow()));
    const heard: string[] = [];
    const reading = all.map(async (updates) => {
      for await (const { token } of updates) {
        heard.push(token);
        if (token === tokenAt(3)) break;
      }
    });
    await settle();
    for (const at of [1, 2, 3]) change('ann', at, at);
    for (let turn = 0; turn < 100; turn += 1) await settle();
    await Promise.all(reading);
    expect(heard.filter((token) => token === tokenAt(3))).toHaveLength(1000);
    service.close();
  });
});
