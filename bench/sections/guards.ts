// The cost of guards: the same commands through the append that checks every stream a decision rests on, and through
// the same one told only of those that are written.
import { modules } from '../../src/app/modules.ts';
import { createAppendBatches } from '../../src/engine/flow/accept/commands/append-batches.ts';
import { rememberIncarnation } from '../../src/engine/flow/accept/commands/remember-incarnation.ts';
import { createCommandBus } from '../../src/engine/flow/accept/commands/create-command-bus.ts';
import { createEventStore } from '../../src/engine/flow/accept/event-store/create-event-store.ts';
import { openUnguardedStore } from '../alternatives/append-without-guards.ts';
import { createdOrder } from '../support/appends.ts';
import { medians, type Call } from '../support/load.ts';
import { number, type Figure } from '../support/report.ts';
import type { Servers, Stage } from '../support/servers.ts';
import { openShop, send } from '../support/shop.ts';

/** Few enough that many batches fit into a round, also of orders with 100 products. */
const CALLERS = 32;
const ROUNDS = 7;
const FOR_MS = 4_000;
const PRODUCTS = 100;
const CONNECTIONS = 10;
const NO_DOORBELL = { ring: () => {} };

/** By name of the row: what must be left of the speed without guards. */
const REQUIRED = {
  'append of what is decided': 0.95,
  'createOrder, 5 products': 0.9,
  'createOrder, 100 products': 0.7,
};
type Name = keyof typeof REQUIRED;

export async function measureGuards(stage: Stage, say: (line: string) => void): Promise<readonly Figure[]> {
  const { calls, close } = await openWays(await stage.fresh('guards'));
  try {
    const figures: Figure[] = [];
    for (const [name, atLeast] of Object.entries(REQUIRED) as [Name, number][]) {
      const { guarded, unguarded } = await medians(CALLERS, calls(name), { rounds: ROUNDS, forMs: FOR_MS });
      say(`${name}, commands/s: guarded ${number(guarded)}, unguarded ${number(unguarded)}`);
      figures.push({
        name: `${name}, ${CALLERS} callers`,
        value: guarded,
        unit: 'commands/s',
        against: { name: 'without guards', value: unguarded },
        required: { atLeast },
        note: `medians of ${ROUNDS} rounds by turns`,
      });
    }
    return figures;
  } finally {
    await close();
  }
}

async function openWays({ databaseUrl }: Servers) {
  const options = { databaseUrl, events: modules.flatMap((module) => module.events), poolSize: CONNECTIONS };
  const guarded = wayOf(createEventStore(options));
  const unguarded = wayOf(openUnguardedStore(options));
  await openShop(guarded.commands);
  for (let product = 0; product < PRODUCTS; product += 1) {
    await send(guarded.commands, { command: 'listProduct', input: productInput(product) });
  }
  let orders = 0;
  const callOf = ({ submit, commands }: ReturnType<typeof wayOf>, name: Name): Call => {
    if (name === 'append of what is decided')
      return () => submit({ append: createdOrder(orders++), bytes: 1000 });
    const products = name === 'createOrder, 5 products' ? 5 : PRODUCTS;
    return () => send(commands, { command: 'createOrder', input: orderInput(orders++, products) });
  };
  return {
    calls: (name: Name) => ({ guarded: callOf(guarded, name), unguarded: callOf(unguarded, name) }),
    close: async () => {
      await Promise.all([guarded.close(), unguarded.close()]);
    },
  };
}

function wayOf(store: ReturnType<typeof createEventStore>) {
  const incarnation = rememberIncarnation(store, () => {});
  const commands = createCommandBus({
    store,
    deciders: modules.flatMap((module) => module.deciders),
    doorbell: NO_DOORBELL,
  });
  return {
    commands,
    submit: createAppendBatches({ store, doorbell: NO_DOORBELL, incarnation }),
    close: async () => {
      await commands.close();
      await store.close();
    },
  };
}

const productId = (product: number): string => `guarded-${product}`;

const productInput = (product: number) => ({
  productId: productId(product),
  name: `Product number ${product}`,
  description: 'Does what it should, for years.',
  category: 'things',
  price: { amount: '10.90', currency: 'EUR' },
});

const orderInput = (order: number, products: number) => ({
  orderId: `guarded-order-${order}`,
  customerId: `customer-${order % 500}`,
  items: Array.from({ length: products }, (_, index) => ({
    productId: productId((order * 3 + index) % PRODUCTS),
    quantity: 1,
  })),
});
