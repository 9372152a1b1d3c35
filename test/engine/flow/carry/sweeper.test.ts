import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startSweeper, type Sweeper } from '../../../../src/engine/flow/carry/queue/sweeper.ts';
import { superviseListener } from '../../../../src/engine/flow/carry/queue/supervise-listener.ts';
import { laneName } from '../../../../src/engine/model/lane.ts';
import type { Logger } from '../../../../src/engine/model/logger.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function logging() {
  const codes: unknown[] = [];
  const log = (fields: { readonly code?: string }) => void codes.push(fields.code);
  return { codes, logger: { ...silentLogger, warn: log, error: log } satisfies Logger };
}

describe('the sweep', () => {
  let sweeper: Sweeper | undefined;
  afterEach(() => sweeper?.close());

  function setUp() {
    const lanes = ['a', 'b', 'c'].map((projection) => ({ projection, lane: 0 }));
    const world: Record<'toFill' | 'paused', readonly number[]> & {
      head: string;
      at: (string | undefined)[];
    } = {
      ...{ head: '10', at: ['10', '9', undefined] },
      ...{ toFill: [], paused: [] },
    };
    const rung: string[] = [];
    const still: string[] = [];
    const filled: string[] = [];
    let swept = 0;
    const { codes, logger } = logging();
    const turns = {
      lanes,
      head: () => (world.head ? Promise.resolve(world.head) : Promise.reject(new Error('away'))),
      survey: async () =>
        world.at.map((position, index) => ({
          position,
          isToFill: world.toFill.includes(index),
          isPaused: world.paused.includes(index),
        })),
    };
    sweeper = startSweeper({
      turns,
      logger,
      everyMs: 1000,
      patienceMs: 2000,
      ring: (behind) => rung.push(behind.map(laneName).join(' ')),
      onStill: (each) => still.push(each.map(({ lane }) => laneName(lane)).join(' ')),
      onSwept: (toFill) => {
        swept += 1;
        filled.push(toFill.map(laneName).join(' '));
      },
    });
    return { world, rung, still, filled, codes, swept: () => swept };
  }

  test('rings at once and every second for the lanes behind the head', async () => {
    const { world, rung } = setUp();
    await vi.advanceTimersByTimeAsync(0);
    expect(rung).toEqual(['b.0 c.0']);
    world.at = ['10', '10', '9'];
    await vi.advanceTimersByTimeAsync(1000);
    expect(rung).toEqual(['b.0 c.0', 'c.0']);
    world.at = ['10', '10', '10'];
    await vi.advanceTimersByTimeAsync(5000);
    expect(rung).toHaveLength(2);
    world.head = '100';
    await vi.advanceTimersByTimeAsync(1000);
    expect(rung.at(-1)).toBe('a.0 b.0 c.0');
  });

  test('lets lanes that are paused stand, and rings when they go on', async () => {
    const { world, rung, still } = setUp();
    world.paused = [1, 2];
    await vi.advanceTimersByTimeAsync(5000);
    expect([...rung, ...still]).toEqual([]);
    world.paused = [2];
    await vi.advanceTimersByTimeAsync(1000);
    expect(rung).toEqual(['b.0']);
  });

  test('tells of lanes that do not move although they are behind, until they do', async () => {
    const { world, still } = setUp();
    await vi.advanceTimersByTimeAsync(1500);
    expect(still).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(still).toEqual(['b.0 c.0']);
    world.at = ['10', '9', '1'];
    await vi.advanceTimersByTimeAsync(1000);
    expect(still.at(-1)).toBe('b.0');
    world.at = ['10', '10', '2'];
    await vi.advanceTimersByTimeAsync(1000);
    expect(still).toHaveLength(2);
    world.head = '11';
    await vi.advanceTimersByTimeAsync(1000);
    expect(still, 'one that waited at the head is not late yet').toHaveLength(2);
  });

  test('names the lanes in which there is something to fill, and no others', async () => {
    const { world, filled } = setUp();
    await vi.advanceTimersByTimeAsync(0);
    world.toFill = [0, 2];
    await vi.advanceTimersByTimeAsync(1000);
    expect(filled).toEqual(['', 'a.0 c.0']);
  });

  test('goes on when a server is away, and says so once', async () => {
    const { world, codes, swept } = setUp();
    world.head = '';
    await vi.advanceTimersByTimeAsync(5000);
    const before = swept();
    expect(codes).toEqual(['SWEEP_FAILED']);
    world.head = '10';
    await vi.advanceTimersByTimeAsync(2000);
    expect(swept()).toBeGreaterThan(before);
    world.head = '';
    await vi.advanceTimersByTimeAsync(2000);
    expect(codes).toEqual(['SWEEP_FAILED', 'SWEEP_FAILED']);
  });
});

describe('an listener that hears nothing while rings are missed', () => {
  function setUp() {
    const ears: { heard: number; closed: boolean }[] = [];
    const { codes, logger } = logging();
    const watch = superviseListener({
      open: () => {
        const listener = { heard: 0, closed: false };
        ears.push(listener);
        return {
          heard: () => listener.heard,
          close: async () => {
            listener.closed = true;
          },
        };
      },
      silentMs: 10_000,
      logger,
    });
    return { watch, ears, codes };
  }

  test('is replaced, again and again while that does not help, and said each time', async () => {
    const { watch, ears, codes } = setUp();
    for (let second = 0; second <= 10; second += 1) {
      watch.missed();
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(ears.map(({ closed }) => closed)).toEqual([true, false]);
    expect(codes).toEqual(['QUEUE_SILENT']);
    for (let second = 0; second < 20; second += 1) {
      watch.missed();
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(ears).toHaveLength(4);
    expect(codes).toEqual(['QUEUE_SILENT', 'QUEUE_SILENT', 'QUEUE_SILENT']);
  });

  test('is kept as long as it hears now and then', async () => {
    const { watch, ears } = setUp();
    for (let second = 0; second < 60; second += 1) {
      watch.missed();
      const listener = ears.at(-1);
      if (listener && second % 8 === 0) listener.heard += 1;
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(ears).toHaveLength(1);
  });
});
