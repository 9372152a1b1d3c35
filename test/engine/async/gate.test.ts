import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGate } from '../../../src/engine/async/gate.ts';

const late = () => new Error('late');

describe('a gate', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('lets everybody through who waits when it opens, and whoever comes later', async () => {
    const gate = createGate(late);
    const passed = Promise.all([gate.pass(100), gate.pass(200)]);
    gate.open();
    await passed;
    await gate.pass(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets wait for the stated time and no longer', async () => {
    const gate = createGate(late);
    const refused = expect(gate.pass(100)).rejects.toThrow('late');
    await vi.advanceTimersByTimeAsync(100);
    await refused;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('makes wait again after it was shut', async () => {
    const gate = createGate(late);
    gate.open();
    gate.shut();
    expect(gate.isOpen()).toBe(false);
    const refused = expect(gate.pass(10)).rejects.toThrow('late');
    await vi.advanceTimersByTimeAsync(10);
    await refused;
  });

  it('tells those who wait when it is given up', async () => {
    const gate = createGate(late);
    const refused = expect(gate.pass(10_000)).rejects.toThrow('late');
    gate.giveUp();
    await refused;
    expect(vi.getTimerCount()).toBe(0);
  });
});
