import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRepeatedTask } from '../../../src/engine/async/repeated-task.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('a repeated task', () => {
  it('runs once at a time, and once more if it was asked for meanwhile', async () => {
    const ends: (() => void)[] = [];
    const task = vi.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
    const repeated = createRepeatedTask({ task, onFailure: () => {}, retryAfterMs: 1000 });
    for (let time = 0; time < 3; time += 1) repeated.run();
    expect(task).toHaveBeenCalledTimes(1);
    ends.shift()?.();
    await settle();
    expect(task).toHaveBeenCalledTimes(2);
    ends.shift()?.();
    await settle();
    expect(task).toHaveBeenCalledTimes(2);
    repeated.run();
    expect(task).toHaveBeenCalledTimes(3);
  });

  it('runs again in a moment after a failure', async () => {
    const onFailure = vi.fn();
    const task = vi.fn(async () => {});
    task.mockRejectedValueOnce(new Error('away'));
    const repeated = createRepeatedTask({ task, onFailure, retryAfterMs: 1000 });
    repeated.run();
    await settle();
    expect(onFailure).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(task).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('forgets what was to come when it is stopped', async () => {
    const task = vi.fn(async () => {});
    const repeated = createRepeatedTask({ task, onFailure: () => {}, retryAfterMs: 1000 });
    repeated.runSoon();
    repeated.runSoon();
    expect(vi.getTimerCount()).toBe(1);
    repeated.stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(task).not.toHaveBeenCalled();
  });
});
