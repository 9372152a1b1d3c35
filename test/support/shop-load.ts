// Clients of the shop that never stop: they register, rename, list, order, pay, ship and cancel, repeat themselves, ask
// for what must be refused, and write down in a ledger what they were told.
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandBus, CommandRequest } from '../../src/engine/model/services.ts';
import type { Receipt } from '../../src/engine/model/outcome.ts';
import { NOT_STORED, openLedger, type Ledger, type Answer } from './oracle/ledger.ts';
import { sized } from './proof.ts';
import type { Random } from './random.ts';
import { chooseCommand, openMemory, type Chosen, type Memory } from './shop-commands.ts';

export interface ShopLoad {
  readonly ledger: Ledger;
  /** Commands accepted so far. */
  accepted(): number;
  /** Receipts of accepted commands about orders, the oldest first. */
  readonly orders: readonly OrderReceipt[];
  /** Resolves when the clients have finished what they were doing. */
  stop(): Promise<void>;
}

export interface OrderReceipt extends Receipt {
  readonly orderId: string;
}

interface LoadOptions {
  readonly commands: CommandBus;
  readonly random: Random;
  readonly clients?: number;
  /** The longest a client waits between two commands, in milliseconds. */
  readonly pauseMs?: number;
  /** If given, only so many orders are made, whose items change for ever. */
  readonly hotOrders?: number;
}

interface Client {
  readonly commands: CommandBus;
  readonly ledger: Ledger;
  readonly memory: Memory;
  readonly random: Random;
  readonly onReceipt: (request: CommandRequest, receipt: Receipt) => void;
}

/** Resolves when there is something to order and somebody who orders. */
export async function startShopLoad(options: LoadOptions): Promise<ShopLoad> {
  const { commands, random, clients = 10, pauseMs = sized(250, 60), hotOrders } = options;
  const ledger = openLedger();
  const memory = openMemory(hotOrders);
  const orders: OrderReceipt[] = [];
  let accepted = 0;
  const onReceipt = ({ command, input }: CommandRequest, receipt: Receipt): void => {
    accepted += 1;
    if ('orderId' in input || command === 'createOrder')
      orders.push({ ...receipt, orderId: receipt.streamId });
  };
  const clientOf = (): Client => ({ commands, ledger, memory, random: random.fork(), onReceipt });
  const first = clientOf();
  for (const command of ['registerCustomer', 'listProduct', 'createOrder'] as const) {
    for (let n = 0; n < 3; n += 1) await send(first, chooseCommand(memory, first.random, command));
  }
  let isStopped = false;
  const run = async (client: Client): Promise<void> => {
    while (!isStopped) {
      await send(client, repeated(client) ?? chooseCommand(memory, client.random));
      await sleep(client.random.next() * pauseMs);
    }
  };
  const running = Promise.all(Array.from({ length: clients }, () => run(clientOf())));
  return {
    ledger,
    orders,
    accepted: () => accepted,
    stop: async () => {
      isStopped = true;
      await running;
    },
  };
}

/** Now and then a client asks for what was asked before, or uses the id of another command. */
function repeated({ ledger, random }: Client): Chosen | undefined {
  if (!random.chance(0.05)) return undefined;
  const { request, answers } = random.pick(ledger.attempts);
  if (answers.length === 0 || !answers.every(isStored)) return undefined;
  if (random.chance(0.8)) return { request };
  return { request: { ...request, input: { ...request.input, expectedVersion: random.below(3) } } };
}

const isStored = (answer: Answer): boolean =>
  answer.kind === 'accepted' || (answer.kind === 'refused' && !NOT_STORED.has(answer.code));

async function send(client: Client, { request, onAccepted }: Chosen): Promise<void> {
  const answer = await askUntilKnown(client, request);
  if (answer.kind !== 'accepted') return;
  onAccepted?.(answer.receipt.streamId);
  if (!answer.receipt.replayed) client.onReceipt(request, answer.receipt);
}

/** An unknown outcome is asked for again; of what was surely not done only half. */
async function askUntilKnown({ ledger, commands, random }: Client, request: CommandRequest): Promise<Answer> {
  for (;;) {
    const answer = await ledger.ask(request, commands);
    const again = answer.kind === 'unknown' || (answer.kind === 'notDone' && random.chance(0.5));
    if (!again) return answer;
    await sleep(20 + random.below(100));
  }
}
