// Followers kept together: who is ahead waits for those who are on their way, and for nobody else.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepTogether } from '../../../../src/engine/flow/project/projectors/keep-together.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const open = () => keepTogether({ lead: 2_000n, patienceMs: 250 });

/** Whether it may go on. */
function going(wait: Promise<void> | undefined): { readonly now: () => Promise<boolean> } {
  let isGoing = wait === undefined;
  void wait?.then(() => (isGoing = true));
  return {
    now: async () => {
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      return isGoing;
    },
  };
}

test('nobody waits within the lead, nor for one of another group', async () => {
  const { join } = open();
  const [fast, slow, other] = [join('served'), join('served'), join('filled')];
  expect(slow.comeTo(1_000n)).toBeUndefined();
  expect(other.comeTo(0n)).toBeUndefined();
  expect(fast.comeTo(3_000n)).toBeUndefined();
});

test('who is too far ahead goes on when the others have come near', async () => {
  const { join } = open();
  const [fast, slow] = [join('served'), join('served')];
  void slow.comeTo(0n);
  const waiting = going(fast.comeTo(3_000n));
  expect(await waiting.now()).toBe(false);
  void slow.comeTo(500n);
  expect(await waiting.now()).toBe(false);
  void slow.comeTo(1_000n);
  expect(await waiting.now()).toBe(true);
});

test('nobody waits for one that has left, or that stands', async () => {
  const { join } = open();
  const [fast, slow] = [join('served'), join('served')];
  void slow.comeTo(0n);
  const waiting = going(fast.comeTo(3_000n));
  slow.leave();
  expect(await waiting.now()).toBe(true);

  const hanging = join('served');
  void hanging.comeTo(10n);
  const once = going(fast.comeTo(4_000n));
  expect(await once.now()).toBe(false);
  await vi.advanceTimersByTimeAsync(300);
  expect(await once.now()).toBe(true);
  expect(fast.comeTo(9_000n)).toBeUndefined();
});

test('one that waits is not taken for one that stands', async () => {
  const { join } = open();
  const [first, second, last] = [join('served'), join('served'), join('served')];
  void last.comeTo(0n);
  const waits = going(second.comeTo(3_000n));
  const farther = going(first.comeTo(6_000n));
  for (let step = 0; step < 10; step += 1) {
    await vi.advanceTimersByTimeAsync(200);
    void last.comeTo(1n);
  }
  expect(await waits.now()).toBe(false);
  expect(await farther.now()).toBe(false);
  void last.comeTo(1_500n);
  expect(await waits.now()).toBe(true);
  expect(await farther.now()).toBe(false);
});
