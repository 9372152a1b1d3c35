import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { backOff } from '../../../../src/engine/async/back-off.ts';
import { createLaneRunner } from '../../../../src/engine/flow/carry/queue/lane-runner.ts';
import type { Logger } from '../../../../src/engine/model/logger.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import type { TurnOutcome } from '../../../../src/engine/model/turns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const lane = { projection: 'order', lane: 0 };

function setUp() {
  const turns: { resolve: (outcome: TurnOutcome) => void; reject: (error: Error) => void }[] = [];
  const warnings: object[] = [];
  const logger: Logger = { ...silentLogger, warn: (fields) => void warnings.push(fields) };
  const stop = new AbortController();
  let begun = 0;
  const turn = () => {
    begun += 1;
    return new Promise<TurnOutcome>((resolve, reject) => turns.push({ resolve, reject }));
  };
  const runner = createLaneRunner({ lane, turn, signal: stop.signal, logger });
  return { runner, stop, warnings, begun: () => begun, next: () => turns.shift() };
}

describe('turns of one lane', () => {
  test('run one at a time, and once more for all who asked meanwhile', async () => {
    const { runner, begun, next } = setUp();
    const first = runner.run();
    const others = [runner.run(), runner.run(), runner.run()];
    expect(begun()).toBe(1);
    next()?.resolve('atHead');
    expect(await first).toBe('atHead');
    await vi.advanceTimersByTimeAsync(0);
    expect(begun()).toBe(2);
    const late = runner.run();
    next()?.resolve('fenced');
    expect(await Promise.all(others)).toEqual(['fenced', 'fenced', 'fenced']);
    await vi.advanceTimersByTimeAsync(0);
    next()?.resolve('atHead');
    expect(await late).toBe('atHead');
    expect(begun()).toBe(3);
    expect(runner.isRunning()).toBe(false);
  });

  test('are tried again by themselves, also by a timer that comes early', async () => {
    vi.useRealTimers();
    const { signal } = new AbortController();
    // Many, because a timer is early by parts of a millisecond, and only now and then.
    const begun = Array.from({ length: 400 }, () => 0);
    for (const index of begun.keys()) {
      const turn = async (): Promise<TurnOutcome> => {
        begun[index] = (begun[index] ?? 0) + 1;
        if (begun[index] === 1) throw new Error('away');
        return 'atHead';
      };
      void createLaneRunner({ lane, turn, signal, logger: silentLogger }).run();
    }
    await expect.poll(() => begun.filter((times) => times < 2).length, { timeout: 5000 }).toBe(0);
  });

  test('are tried again later after a failure, by themselves, later each time', async () => {
    const { runner, begun, next, warnings } = setUp();
    const waits: number[] = [];
    void runner.run();
    for (let n = 1; n <= 12; n += 1) {
      next()?.reject(new Error('away'));
      await vi.advanceTimersByTimeAsync(0);
      expect(runner.isBackingOff()).toBe(true);
      expect(await runner.run(), 'asked too early').toBe('later');
      expect(begun()).toBe(n);
      let waited = 0;
      for (; begun() === n && waited < 60_000; waited += 25) await vi.advanceTimersByTimeAsync(25);
      waits.push(waited);
    }
    expect(waits[0]).toBeLessThan(200);
    expect(Math.max(...waits)).toBeLessThan(40_000);
    expect(waits.at(-1)).toBeGreaterThan(20_000);
    expect(warnings).toHaveLength(12);
    expect(warnings[0]).toMatchObject({ code: 'TURN_FAILED', lane: 'order.0' });
    next()?.resolve('atHead');
    await vi.advanceTimersByTimeAsync(0);
    expect(runner.isBackingOff()).toBe(false);
  });

  test('back off in the same way while a fold stops the lane', async () => {
    const { runner, next, begun, warnings } = setUp();
    const first = runner.run();
    next()?.resolve('stopped');
    expect(await first).toBe('stopped');
    expect(await runner.run()).toBe('later');
    await vi.advanceTimersByTimeAsync(200);
    expect(begun()).toBe(2);
    expect(warnings, 'the projector has said it').toEqual([]);
  });

  test('end with the signal, and none begins after it', async () => {
    const { runner, stop, next, begun } = setUp();
    const first = runner.run();
    const second = runner.run();
    stop.abort();
    next()?.resolve('interrupted');
    expect(await first).toBe('interrupted');
    expect(await second).toBe('interrupted');
    await runner.close();
    expect(begun()).toBe(1);
  });
});

test('waits grow, are spread, and end', () => {
  const pause = backOff({ firstMs: 100, mostMs: 1000 });
  expect(pause.remaining()).toBe(0);
  const delays = Array.from({ length: 10 }, () => pause.failed());
  expect(delays[0]).toBeGreaterThanOrEqual(75);
  expect(delays[0]).toBeLessThanOrEqual(125);
  for (const delay of delays.slice(5)) expect(delay).toBeGreaterThanOrEqual(750);
  for (const delay of delays) expect(delay).toBeLessThanOrEqual(1250);
  pause.succeeded();
  expect(pause.remaining()).toBe(0);
  expect(pause.failed()).toBeLessThanOrEqual(125);
});
