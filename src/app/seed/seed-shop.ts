// The seed of a store: a generated shop, sent through the command pipeline. What is there already is not done again.
import { createRuntime, loadSettings, type CommandBus } from '../../engine/runtime.ts';
import { shop as system } from '../system.ts';
import { dispatchInOrder } from './dispatch-in-order.ts';
import type { SeedCommand } from './generate.ts';
import type { Count } from './progress.ts';
import { commandsAfter, ordersThere } from './resume.ts';
import type { Shop } from './shop.ts';

export interface SeedOptions {
  readonly databaseUrl: string;
  readonly shop: Shop;
  readonly signal: AbortSignal;
  /** Told once, before anything is sent. */
  readonly begin?: (ordersThere: number) => void;
  readonly show?: (count: Count) => void;
}

export interface Seeded extends Count {
  /** Commands the store did not know. */
  readonly fresh: number;
  /** False if the signal came first. */
  readonly complete: boolean;
}

/** A command of ours was refused. */
export class SeedRefused extends Error {
  readonly code = 'SEED_REFUSED';
}

/** Folded states kept in memory: products and customers come again and again. */
const STATES = 20_000;
const PRINCIPAL = 'seed';

/** Throws SEED_REFUSED, and what the command bus throws. */
export async function seedShop({ databaseUrl, shop, signal, ...progress }: SeedOptions): Promise<Seeded> {
  // Workers notice the new events by themselves.
  const settings = loadSettings({ DATABASE_URL: databaseUrl, LOG_LEVEL: 'silent' });
  const runtime = createRuntime(system, settings, { checksServers: false });
  try {
    const { bus, exists } = await runtime.commands({ cacheSize: STATES });
    const before = await ordersThere(shop, exists);
    progress.begin?.(before);
    const count = { orders: before, commands: 0, fresh: 0 };
    const send = async (command: SeedCommand): Promise<void> => {
      const isFresh = await sendOne(bus, command);
      count.commands += 1;
      if (isFresh) count.fresh += 1;
      if (command.order !== undefined) count.orders = Math.max(count.orders, command.order + 1);
      progress.show?.(count);
    };
    await dispatchInOrder(commandsAfter(shop, before), { send, signal });
    return { ...count, complete: !signal.aborted };
  } finally {
    await runtime.close();
  }
}

/** Whether it was new to the store. */
async function sendOne(bus: CommandBus, { command, commandId, input, at }: SeedCommand): Promise<boolean> {
  const outcome = await bus.dispatch({
    command,
    input: { commandId, ...input },
    principal: PRINCIPAL,
    correlationId: PRINCIPAL,
    occurredAt: new Date(at).toISOString(),
  });
  if (outcome.accepted) return !outcome.receipt.replayed;
  const { code, message } = outcome.rejection;
  throw new SeedRefused(
    `The seed's ${command} ${commandId} was refused: ${code}: ${message}\nIts input: ${JSON.stringify(input)}\n` +
      'Somebody else may have changed what it is about, or an older version of the seed made it; ' +
      'another --seed makes a shop of its own.',
  );
}
