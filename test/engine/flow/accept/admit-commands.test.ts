// Admission of commands: who would wait for too long is told at once, measured while there are many.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { admitCommands, type Admission } from '../../../../src/engine/flow/accept/commands/admit-commands.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** As many as are let in of so many; each leaves when it is told to. */
function enterMany(admission: Admission, many: number, principal = 'ann'): (() => void)[] {
  const leaves: (() => void)[] = [];
  for (let index = 0; index < many; index += 1) {
    try {
      leaves.push(admission.enter(principal));
    } catch (error) {
      expect(error).toMatchObject({ code: 'OVERLOADED', details: { retryAfterMs: 1_000 } });
    }
  }
  return leaves;
}

/** One is done each second, until no more than a few are let in: those who are under way then. */
function slowedDown(admission: Admission): (() => void)[] {
  const pending = enterMany(admission, 512);
  for (let second = 0; second < 500; second += 1) {
    vi.advanceTimersByTime(1_000);
    pending.shift()?.();
  }
  return [...pending, ...enterMany(admission, 500)];
}

test('takes a burst after a quiet time, whatever was measured of few', () => {
  const admission = admitCommands({ waitMs: 300 });
  for (let round = 0; round < 100; round += 1) {
    const [leave] = enterMany(admission, 1);
    vi.advanceTimersByTime(400);
    leave?.();
  }
  expect(enterMany(admission, 2_000)).toHaveLength(512);
});

test('takes what is done within the wait, once it has seen how fast that goes', () => {
  const admission = admitCommands({ waitMs: 300 });
  const pending = enterMany(admission, 512);
  // A thousand a second, and whoever is refused asks again.
  for (let ms = 0; ms < 10_000; ms += 1) {
    vi.advanceTimersByTime(1);
    pending.shift()?.();
    pending.push(...enterMany(admission, 1));
  }
  expect(pending.length).toBeGreaterThan(200);
  expect(pending.length).toBeLessThan(450);
});

test('takes no fewer than fit into one append, however slow the store is', () => {
  const admission = admitCommands({ waitMs: 300 });
  expect(slowedDown(admission)).toHaveLength(64);
});

test('takes more again when they are done sooner', () => {
  const admission = admitCommands({ waitMs: 300 });
  const slow = slowedDown(admission);
  expect(slow).toHaveLength(64);
  for (const leave of slow) leave();
  // Each is done after 20 ms, whoever is refused asks again.
  for (let round = 0; round < 300; round += 1) {
    const pending = enterMany(admission, 1_000);
    vi.advanceTimersByTime(20);
    for (const leave of pending) leave();
  }
  expect(enterMany(admission, 1_000).length).toBe(1_000);
});

test('lets in each up to a fair share, and no more than twice as many as are done in time', () => {
  const admission = admitCommands({ waitMs: 300 });
  enterMany(admission, 600, 'ann');
  expect(enterMany(admission, 600, 'bob')).toHaveLength(256);
  expect(enterMany(admission, 600, 'cid')).toHaveLength(171);
  const rest = 2 * 512 - 512 - 256 - 171;
  const strangers = Array.from({ length: 600 }, (_, at) => enterMany(admission, 1, `stranger ${at}`));
  expect(strangers.flat()).toHaveLength(rest);
});

test('lets in who has nothing under way', () => {
  const admission = admitCommands({ waitMs: 300 });
  expect(enterMany(admission, 600, 'ann')).toHaveLength(512);
  expect(enterMany(admission, 1, 'bob')).toHaveLength(1);
  expect(enterMany(admission, 1, 'ann')).toHaveLength(0);
});
