// Thousands who are told of the same: everyone of everything, in order, and something else has its turn in between.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { releaseInBatches, notifyInBatches } from '../../../src/engine/async/notify-in-batches.ts';

function setUp(count: number) {
  const all = Array.from({ length: count }, (_, id) => ({ id }));
  const followers = new Set(all);
  const heard: (readonly [follower: number, news: string])[] = [];
  const notify = notifyInBatches<{ id: number }, string>(followers, ({ id }, news) => heard.push([id, news]));
  const untilHeard = async (messages: number) => {
    while (heard.length < messages) await nextTurn();
    await nextTurn();
    expect(heard).toHaveLength(messages);
  };
  return { all, followers, heard, notify, untilHeard };
}

describe('news', () => {
  it('is told to a few at once', () => {
    const { heard, notify } = setUp(100);
    notify('a');
    notify('b');
    expect(heard).toHaveLength(200);
  });

  it('is told to many some at a time, with a turn for others in between', async () => {
    const { heard, notify, untilHeard } = setUp(1000);
    notify('a');
    expect(heard).toHaveLength(100);
    let turns = 0;
    for (; heard.length < 1000; turns += 1) await nextTurn();
    expect(turns).toBeGreaterThanOrEqual(9);
    await untilHeard(1000);
  });

  it('that comes meanwhile is heard by everyone once, in order, and at once by those whose turn is to come', async () => {
    const { heard, notify, untilHeard } = setUp(250);
    notify('a');
    notify('b');
    notify('c');
    expect(heard).toHaveLength(100);
    await untilHeard(750);
    for (const follower of [0, 99, 100, 249]) {
      const own = heard.filter(([of]) => of === follower).map(([, news]) => news);
      expect(own).toEqual(['a', 'b', 'c']);
    }
    // The last one had heard it all before the first one heard the second.
    const at = (follower: number, what: string) =>
      heard.findIndex(([of, news]) => of === follower && news === what);
    expect(at(249, 'c')).toBeLessThan(at(0, 'b'));
    notify('d');
    await untilHeard(1000);
  });

  it('is not told to who has gone meanwhile', async () => {
    const { all, followers, heard, notify, untilHeard } = setUp(250);
    notify('a');
    for (const one of all) if (one.id === 200) followers.delete(one);
    await untilHeard(249);
    expect(heard.some(([follower]) => follower === 200)).toBe(false);
  });
});

describe('what many wait for', () => {
  it('lets them go some at a time, in the order in which they came', async () => {
    let arrive = (_value: string): void => {};
    const waitFor = releaseInBatches(new Promise<string>((resolve) => (arrive = resolve)));
    const released: number[] = [];
    const all = Array.from({ length: 250 }, async (_, id) => {
      expect(await waitFor()).toBe('x');
      released.push(id);
    });
    arrive('x');
    for (let tick = 0; tick < 50; tick += 1) await Promise.resolve();
    expect(released).toHaveLength(100);
    await Promise.all(all);
    expect(released).toEqual(Array.from({ length: 250 }, (_, id) => id));
  });

  it('fails for all of them', async () => {
    const waitFor = releaseInBatches(Promise.reject(new Error('away')));
    const all = await Promise.allSettled(Array.from({ length: 250 }, () => waitFor()));
    expect(all.every(({ status }) => status === 'rejected')).toBe(true);
  });
});
