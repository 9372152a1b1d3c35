// Commands stored per second: one interactive transaction per command against the batched append.
import { modules } from '../../src/app/modules.ts';
import { createAppendBatches } from '../../src/engine/flow/accept/commands/append-batches.ts';
import { rememberIncarnation } from '../../src/engine/flow/accept/commands/remember-incarnation.ts';
import { createCommandBus } from '../../src/engine/flow/accept/commands/create-command-bus.ts';
import { createEventStore } from '../../src/engine/flow/accept/event-store/create-event-store.ts';
import { openPlainStore } from '../alternatives/transaction-per-command.ts';
import { openUnorderedStore } from '../alternatives/transaction-without-order.ts';
import { createdOrder } from '../support/appends.ts';
import { compare, type Load } from '../support/load.ts';
import { number, type Figure } from '../support/report.ts';
import type { Servers, Stage } from '../support/servers.ts';
import { openShop, orderInput, send } from '../support/shop.ts';

const CALLERS = [32, 128, 512];
/** What served the alternative best of 5, 10, 20 and 40 on two cores. */
const CONNECTIONS = 10;
const NO_DOORBELL = { ring: () => {} };

type Say = (line: string) => void;

export async function measureAppend(stage: Stage, say: Say): Promise<readonly Figure[]> {
  const ways = await openWays(await stage.fresh('append'));
  try {
    const figures: Figure[] = [];
    for (const callers of CALLERS) {
      const { close: _, ...calls } = ways;
      const loads = await compare(callers, calls);
      const rates = Object.entries(loads).map(([way, load]) => `${way} ${number(load.perSecond)}`);
      say(`${callers} callers, commands/s: ${rates.join(', ')}`);
      figures.push(...figuresOf(callers, loads));
    }
    return figures;
  } finally {
    await ways.close();
  }
}

/** Each stores another order with every call. */
async function openWays({ databaseUrl }: Servers) {
  const plain = openPlainStore(databaseUrl, CONNECTIONS);
  const unordered = await openUnorderedStore(databaseUrl, CONNECTIONS);
  const events = modules.flatMap((module) => module.events);
  const store = createEventStore({ databaseUrl, events, poolSize: CONNECTIONS });
  const incarnation = rememberIncarnation(store, () => {});
  const submit = createAppendBatches({ store, doorbell: NO_DOORBELL, incarnation });
  const deciders = modules.flatMap((module) => module.deciders);
  const commands = createCommandBus({ store, deciders, doorbell: NO_DOORBELL });
  await openShop(commands);
  let orders = 0;
  return {
    plain: () => plain.append(createdOrder(orders++)),
    unordered: () => unordered.append(createdOrder(orders++)),
    batched: () => submit({ append: createdOrder(orders++), bytes: 1000 }),
    dispatched: () => send(commands, { command: 'createOrder', input: orderInput(orders++) }),
    close: async () => {
      await commands.close();
      await Promise.all([plain.close(), unordered.close(), store.close()]);
    },
  };
}

type Loads = Readonly<Record<'plain' | 'unordered' | 'batched' | 'dispatched', Load>>;

function figuresOf(callers: number, { plain, unordered, batched, dispatched }: Loads): readonly Figure[] {
  const against = { name: 'one interactive Prisma transaction per command', value: plain.perSecond };
  const faster = { name: 'the same without an order of events, in raw SQL', value: unordered.perSecond };
  return [
    {
      name: `append, ${callers} callers`,
      value: batched.perSecond,
      unit: 'commands/s',
      against,
      required: { atLeast: 10 },
      note: `${latency(batched)}; the alternative ${latency(plain)}`,
    },
    {
      name: `append, ${callers} callers`,
      value: batched.perSecond,
      unit: 'commands/s',
      against: faster,
      note: `${latency(batched)}; the alternative ${latency(unordered)}`,
    },
    {
      name: `createOrder from validation to commit, ${callers} callers`,
      value: dispatched.perSecond,
      unit: 'commands/s',
      against: { ...against, name: 'such a transaction, with nothing validated, loaded or decided' },
      note: latency(dispatched),
    },
  ];
}

const latency = ({ p50, p99 }: Load): string => `p50 ${number(p50)} ms, p99 ${number(p99)} ms`;
