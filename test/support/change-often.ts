// A person who changes one order again and again, while others change it too, and what was rendered meanwhile.
import { expect } from 'vitest';
import type { Random } from './random.ts';
import type { Rendered, ShopClient } from './shop-clients.ts';
import { until } from './until.ts';

export interface ChangedOrder {
  /** New: its version is 1. */
  readonly id: string;
  /** Changes it by one version, but not its quantity, as somebody else would. */
  touch(id: string): Promise<void> | void;
}

export interface ChangeOptions {
  readonly random: Random;
  readonly changes: number;
}

const MOST_READS = 500;

/** Changes its quantity, each time from what is shown, among live updates, reads past the cache and changes by others. */
export async function changeOften(
  client: ShopClient,
  { id, touch }: ChangedOrder,
  { random, changes }: ChangeOptions,
): Promise<readonly Rendered[]> {
  const renders: Rendered[] = [];
  await client.watchOrder(id, (shown) => renders.push(shown));
  client.followOrder(id);
  const others: Promise<unknown>[] = [];
  let touched = 0;
  let late = 0;
  const mayRead = (): void => {
    if (random.chance(0.3)) others.push(client.readOrder(id));
  };
  for (let change = 1; change <= changes; change += 1) {
    if (random.chance(0.3)) {
      touched += 1;
      others.push(Promise.resolve(touch(id)));
    }
    mayRead();
    const shown = renders.at(-1) ?? { version: 1, quantity: 1 };
    const before = renders.length;
    const changing = client.changeQuantity({
      orderId: id,
      version: shown.version + 1,
      quantity: change + 1,
    });
    mayRead();
    const answer = await changing;
    if (answer) {
      expect(answer.quantity).toBe(change + 1);
      // As long as a person would at least take: until the answer is shown.
      await until('the answer to be shown', () => (renders.at(-1)?.version ?? 0) >= answer.version);
    } else {
      // What was shown of this change is taken back by intent: of it only what is shown once it is known again counts.
      await untilRead(client, { id, quantity: change + 1 });
      await until('the change to be shown', () => renders.at(-1)?.quantity === change + 1);
      renders.splice(before, renders.length - 1 - before);
      late += 1;
    }
    mayRead();
  }
  await Promise.all(others);
  // A machine that is busy is no excuse for most of them.
  expect(late).toBeLessThanOrEqual(changes / 3);
  const expected = { version: 1 + changes + touched, quantity: changes + 1 };
  // What others did was acknowledged to them: a read of somebody who does not know that may still be without it.
  let final = await client.readOrder(id);
  for (let again = 0; final.version < expected.version && again < MOST_READS; again += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    final = await client.readOrder(id);
  }
  expect(final).toEqual(expected);
  await until('the final version', () => renders.at(-1)?.version === final.version);
  return renders;
}

async function untilRead(client: ShopClient, { id, quantity }: { id: string; quantity: number }) {
  for (let again = 0; again < MOST_READS; again += 1) {
    if ((await client.readOrder(id)).quantity === quantity) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('What was acknowledged is not read.');
}

interface Fallen {
  readonly before: Rendered;
  readonly after: Rendered;
}

/** Where a version or a quantity goes down; both only ever rise in what happens here. */
export function fallsIn(renders: readonly Rendered[]): readonly Fallen[] {
  return renders.flatMap((after, index) => {
    const before = renders[index - 1];
    if (!before || (after.version >= before.version && after.quantity >= before.quantity)) return [];
    return [{ before, after }];
  });
}
