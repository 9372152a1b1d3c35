// Readers cut off for leaving unread what was sent: by the time that nothing has gone, and by how much waits in all.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchUnread } from '../../../src/engine/graphql/watch-unread.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => vi.useRealTimers());

const MB = 1024 * 1024;

function reader(bytes: number) {
  const handle = { writeQueueSize: bytes };
  const stream = { writableLength: bytes, bytesWritten: bytes, _handle: handle };
  const state = { cut: false };
  return {
    state,
    /** What is left of it goes on to wait. */
    takes: (taken: number) => (handle.writeQueueSize -= taken),
    /** All of it. */
    finishes: () => Object.assign(stream, { writableLength: 0 }),
    unread: { stream, waiting: () => stream.writableLength, cut: () => (state.cut = true) },
  };
}

describe('an answer that waits', () => {
  it('is cut off after a minute in which nothing of it has gone', () => {
    const one = reader(MB);
    watchUnread(60_000).watch(one.unread);
    vi.advanceTimersByTime(59_000);
    expect(one.state.cut).toBe(false);
    vi.advanceTimersByTime(3000);
    expect(one.state.cut).toBe(true);
  });

  it('is not cut off while something of it goes, however little', () => {
    const one = reader(MB);
    watchUnread(60_000).watch(one.unread);
    for (let minute = 0; minute < 10; minute += 1) {
      vi.advanceTimersByTime(50_000);
      one.takes(1000);
    }
    expect(one.state.cut).toBe(false);
    one.finishes();
    vi.advanceTimersByTime(600_000);
    expect(one.state.cut).toBe(false);
  });

  it('is not watched once it has gone', () => {
    const one = reader(MB);
    const leave = watchUnread(60_000).watch(one.unread);
    leave();
    vi.advanceTimersByTime(100_000);
    expect([one.state.cut, vi.getTimerCount()]).toEqual([false, 0]);
  });

  it('is cut off soon where all of them come to too much, the one that was left for longest first', () => {
    const { watch } = watchUnread(60_000);
    const readers = [reader(8 * MB)];
    watch(readers[0]?.unread ?? reader(0).unread);
    vi.advanceTimersByTime(5000);
    for (let index = 0; index < 8; index += 1) {
      const next = reader(8 * MB);
      readers.push(next);
      watch(next.unread);
    }
    vi.advanceTimersByTime(2000);
    expect(readers.map(({ state }) => state.cut)).toEqual([true, ...Array.from({ length: 8 }, () => false)]);
  });

  it('is cut off before the next look where many come at once', () => {
    const { watch } = watchUnread(60_000);
    const readers = Array.from({ length: 40 }, () => reader(8 * MB));
    for (const { unread } of readers) {
      watch(unread);
      vi.advanceTimersByTime(10);
    }
    const left = readers.filter(({ state }) => !state.cut);
    expect(left.length).toBeLessThanOrEqual(11);
    expect(readers.slice(-5).map(({ state }) => state.cut)).not.toContain(true);
  });

  it('makes room for others: they come one in a turn, until less waits', async () => {
    const { watch, room } = watchUnread(60_000);
    expect(room()).toBeUndefined();
    const readers = Array.from({ length: 5 }, () => reader(8 * MB));
    const leaves = readers.map(({ unread }) => watch(unread));
    const order: number[] = [];
    await Promise.all([1, 2, 3].map(async (number) => (await room(), order.push(number))));
    expect(order).toEqual([1, 2, 3]);
    leaves.forEach((leave) => leave());
    expect(room()).toBeUndefined();
  });
});
