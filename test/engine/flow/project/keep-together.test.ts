// Followers kept together: who is ahead waits for those who are on their way, and for nobody else.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PageFollower } from '../../../../src/engine/model/event-pages.ts';
import { keepTogether } from '../../../../src/engine/flow/project/projectors/keep-together.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

function open() {
  const { join } = keepTogether({ lead: 2_000n });
  return { join: (group: string, patienceMs = 250): PageFollower => join(group, patienceMs) };
}

/** It comes to a position and would go on; `now` says whether it may. */
function goOn(one: PageFollower, position: bigint): { readonly now: () => Promise<boolean> } {
  let isGoing = false;
  one.comeTo(position);
  void one.others().then(() => (isGoing = true));
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
  expect(await goOn(slow, 1_000n).now()).toBe(true);
  expect(await goOn(other, 0n).now()).toBe(true);
  expect(await goOn(fast, 3_000n).now()).toBe(true);
});

test('who is too far ahead goes on when the others have come near', async () => {
  const { join } = open();
  const [fast, slow] = [join('served'), join('served')];
  slow.comeTo(0n);
  const waiting = goOn(fast, 3_000n);
  expect(await waiting.now()).toBe(false);
  slow.comeTo(500n);
  expect(await waiting.now()).toBe(false);
  slow.comeTo(1_000n);
  expect(await waiting.now()).toBe(true);
});

test('nobody waits for one that has left, or that stands', async () => {
  const { join } = open();
  const [fast, slow] = [join('served'), join('served')];
  slow.comeTo(0n);
  const waiting = goOn(fast, 3_000n);
  slow.leave();
  expect(await waiting.now()).toBe(true);

  const hanging = join('served');
  hanging.comeTo(10n);
  const once = goOn(fast, 4_000n);
  expect(await once.now()).toBe(false);
  await vi.advanceTimersByTimeAsync(300);
  expect(await once.now()).toBe(true);
  expect(await goOn(fast, 9_000n).now()).toBe(true);
});

test('one that waits is not taken for one that stands', async () => {
  const { join } = open();
  const [first, second, last] = [join('served'), join('served'), join('served')];
  last.comeTo(0n);
  const waits = goOn(second, 3_000n);
  const farther = goOn(first, 6_000n);
  for (let step = 0; step < 10; step += 1) {
    await vi.advanceTimersByTimeAsync(200);
    last.comeTo(1n);
  }
  expect(await waits.now()).toBe(false);
  expect(await farther.now()).toBe(false);
  last.comeTo(1_500n);
  expect(await waits.now()).toBe(true);
  expect(await farther.now()).toBe(false);
});

test('a group that has more patience waits longer', async () => {
  const { join } = open();
  const [fast, slow] = [join('filled', 5000), join('filled', 5000)];
  slow.comeTo(0n);
  const waiting = goOn(fast, 3_000n);
  await vi.advanceTimersByTimeAsync(4900);
  expect(await waiting.now()).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(await waiting.now()).toBe(true);
});
