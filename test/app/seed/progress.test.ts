import { describe, expect, it } from 'vitest';
import { createProgress, duration } from '../../../src/app/seed/progress.ts';

function watch(screen: { readonly isTTY?: boolean; readonly columns?: number }, before = 0) {
  const written: string[] = [];
  let now = 0;
  const progress = createProgress({
    screen: { ...screen, write: (text) => written.push(text) },
    orders: 1000,
    before,
    clock: () => now,
  });
  return {
    written,
    progress,
    at: (ms: number, orders: number, commands: number) => {
      now = ms;
      progress.show({ orders, commands });
    },
  };
}

describe('the progress of a seed', () => {
  it('is a line every few seconds where there is no terminal', () => {
    const { written, at, progress } = watch({});
    for (let ms = 0; ms <= 12_000; ms += 100) at(ms, ms / 48, ms);
    progress.end();
    expect(written).toEqual([
      '[##......................]   10 %  5,000 commands  1,000/s  43 s left\n',
      '[#####...................]   20 %  10,000 commands  1,000/s  38 s left\n',
    ]);
  });

  it('is one line that is written over on a terminal, no wider than that', () => {
    const { written, at, progress } = watch({ isTTY: true, columns: 50 });
    at(100, 1, 4);
    at(250, 10, 40);
    at(500, 500, 2000);
    progress.end();
    expect(written).toEqual([
      '\r[........................]    1 %  40 commands  1\u001B[K',
      '\r[############............]   50 %  2,000 commands\u001B[K',
      '\r\u001B[K',
    ]);
  });

  it('knows what is left from the pace of this run alone', () => {
    const { written, at } = watch({}, 900);
    at(5000, 950, 200);
    expect(written.join('')).toContain('95 %  200 commands  40/s  5 s left');
  });

  it('says nothing of the time left before there is a pace', () => {
    const { written, at } = watch({});
    at(5000, 0, 200);
    expect(written.join('')).not.toContain('left');
  });

  it('names long times in minutes', () => {
    expect([duration(0.2), duration(59), duration(61), duration(600)]).toEqual([
      '1 s',
      '59 s',
      '1 min 1 s',
      '10 min 0 s',
    ]);
  });
});
