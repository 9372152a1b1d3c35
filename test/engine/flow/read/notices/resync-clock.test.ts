import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createResyncClock } from '../../../../../src/engine/flow/read/notices/resync-clock.ts';
import { silentLogger } from '../../../../../src/engine/model/logger.ts';

describe('the clock of comparisons', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const clockWithTicks = () => {
    const onTick = vi.fn();
    const clock = createResyncClock({ between: [10_000, 15_000], onTick, logger: silentLogger });
    return { clock, onTick };
  };

  it('runs only while somebody listens', () => {
    const { clock, onTick } = clockWithTicks();
    expect(vi.getTimerCount()).toBe(0);
    const ends = [clock.onResync(() => {}), clock.onResync(() => {})];
    expect(vi.getTimerCount()).toBe(1);
    for (const end of ends) end();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(100_000);
    expect(onTick).not.toHaveBeenCalled();
  });

  it('ticks every 10 to 15 seconds', () => {
    const { clock, onTick } = clockWithTicks();
    const listener = vi.fn();
    clock.onResync(listener);
    vi.advanceTimersByTime(9999);
    expect(listener).not.toHaveBeenCalled();
    vi.advanceTimersByTime(60_000 - 9999);
    expect(listener.mock.calls.length).toBeGreaterThanOrEqual(4);
    expect(listener.mock.calls.length).toBeLessThanOrEqual(6);
    expect(onTick).toHaveBeenCalledTimes(listener.mock.calls.length);
  });

  it('goes on when a listener fails, and calls a listener that listens twice twice', () => {
    const { clock } = clockWithTicks();
    const listener = vi.fn();
    clock.onResync(() => {
      throw new Error('a bug');
    });
    const end = clock.onResync(listener);
    clock.onResync(listener);
    clock.resync();
    expect(listener).toHaveBeenCalledTimes(2);
    end();
    clock.resync();
    expect(listener).toHaveBeenCalledTimes(3);
  });

  it('is silent once closed', () => {
    const { clock } = clockWithTicks();
    const listener = vi.fn();
    clock.onResync(listener);
    clock.close();
    clock.resync();
    expect(vi.getTimerCount()).toBe(0);
    expect(listener).not.toHaveBeenCalled();
  });
});
