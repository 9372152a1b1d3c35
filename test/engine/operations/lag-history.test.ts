// The lag of the last hour: the most of each half minute, and nothing that is older.
import { describe, expect, it } from 'vitest';
import { LAG_POINTS, lagHistory } from '../../../src/engine/operations/lag-history.ts';

const at = (ms: number) => new Date(ms).toISOString();
const lane = (projection: string, lagMs: number, number = 0) => ({
  ...{ lane: { projection, lane: number }, position: '1', lagEvents: 1, lagMs },
});

describe('the history of the lag', () => {
  it('keeps the most of each half minute and of all lanes', () => {
    let now = 60_000;
    const history = lagHistory(() => now);
    history.add([lane('order', 5), lane('order', 40, 1), lane('account', 1)]);
    now += 29_999;
    history.add([lane('order', 7)]);
    now += 1;
    history.add([lane('order', 3)]);
    expect(history.of('order')).toEqual([
      { at: at(60_000), lagMs: 40 },
      { at: at(90_000), lagMs: 3 },
    ]);
    expect(history.of('account')).toEqual([{ at: at(60_000), lagMs: 1 }]);
    expect(history.of('nobody')).toEqual([]);
  });

  it('forgets what is older than an hour, also if nothing comes after it', () => {
    let now = 0;
    const history = lagHistory(() => now);
    for (let step = 0; step < 2 * LAG_POINTS; step++) {
      history.add([lane('order', step)]);
      now += 30_000;
    }
    expect(history.of('order').map(({ lagMs }) => lagMs)).toEqual(
      Array.from({ length: LAG_POINTS - 1 }, (_, index) => LAG_POINTS + 1 + index),
    );
    now += 3_600_000;
    expect(history.of('order')).toEqual([]);
  });
});
