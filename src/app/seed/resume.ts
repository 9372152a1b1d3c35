// Resuming a seed: how far an earlier run came, found by looking whether a few orders exist, and the way there without
// sending anything.
import { setImmediate as breathe } from 'node:timers/promises';
import { WINDOW } from './dispatch-in-order.ts';
import { seedCommands, type SeedCommand } from './generate.ts';
import { idOf, type Shop } from './shop.ts';

/** Whether there is a stream. */
export type Exists = (category: string, id: string) => Promise<boolean>;

/** Orders that are there, give or take those which were under way when the earlier run ended. */
export async function ordersThere(shop: Shop, exists: Exists): Promise<number> {
  const isThere = (order: number) => exists('order', idOf(shop, 'order', order));
  let [there, missing] = [0, shop.orders + 1];
  while (missing - there > 1) {
    const middle = Math.floor((there + missing) / 2);
    if (await isThere(middle - 1)) there = middle;
    else missing = middle;
  }
  return there;
}

const SKIPPED_AT_ONCE = 2_000;

/**
 * What may still have to be sent when so many orders are there: the creation of the last of them was sent, so all that
 * came a window before it is done. The rest is sent once more where it must be; the store knows it by its command ids.
 */
export async function* commandsAfter(shop: Shop, orders: number): AsyncGenerator<SeedCommand> {
  const held: SeedCommand[] = [];
  let reached = orders === 0;
  for (const command of seedCommands(shop)) {
    if (reached) yield command;
    else {
      held.push(command);
      if (held.length > 2 * WINDOW) held.splice(0, WINDOW);
      reached = command.order === orders - 1;
      if (reached) yield* held.splice(0);
      // Ctrl-C is heard on the way, too.
      if (command.number % SKIPPED_AT_ONCE === 0) await breathe();
    }
  }
}
