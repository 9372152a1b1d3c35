// Poison for one order: its next event can't be folded into its document, so that the document parks.
import { z } from 'zod';
import { createRuntime, type CommandBus } from '../../engine/runtime.ts';
import { damageDocument } from '../../dev/damage-document.ts';
import { shop } from '../system.ts';
import { poisonSystem } from './poison-system.ts';

type Servers = Parameters<typeof damageDocument>[1];

/** What can't be poisoned, and why. */
export class NotPoisoned extends Error {
  readonly code = 'NOT_POISONED';
}

const READ_MODEL = 'order';
const PRINCIPAL = 'poison';

/** As much of an order as its next change needs. */
const Stored = z.object({
  items: z.array(z.object({ product: z.object({ id: z.string() }), quantity: z.int() })).min(1),
});
const Open = z.object({ status: z.literal('CREATED') });

/** Takes the items out of the stored document, and changes the quantity of one: a redrive mends it. */
export async function poisonDocument(servers: Servers, orderId: string): Promise<void> {
  const body = await damageDocument(shop, servers, {
    ...{ readModel: READ_MODEL, id: orderId, field: 'items' },
    isFit: (document) => Open.and(Stored).safeParse(document).success,
  });
  const stored = Stored.safeParse(body);
  const [item] = stored.data?.items ?? [];
  if (!item) {
    throw new NotPoisoned(
      `order/${orderId} is not an order that is CREATED and has items, or it is parked already. ` +
        'Take another one, or poison its stream: --event.',
    );
  }
  const quantity = item.quantity === 1 ? 2 : item.quantity - 1;
  await send(createRuntime(shop, servers), {
    command: 'changeOrderItemQuantity',
    input: { orderId, productId: item.product.id, quantity },
  });
}

/** Appends an event that no fold of an order can take: only a skip helps. */
export async function poisonStream(servers: Servers, orderId: string): Promise<void> {
  await send(createRuntime(poisonSystem, servers), { command: 'poisonOrder', input: { orderId } });
}

type Sent = Pick<Parameters<CommandBus['dispatch']>[0], 'command' | 'input'>;

async function send(runtime: ReturnType<typeof createRuntime>, { command, input }: Sent): Promise<void> {
  try {
    const { bus } = await runtime.commands();
    const outcome = await bus.dispatch({ command, input, principal: PRINCIPAL, correlationId: PRINCIPAL });
    if (!outcome.accepted) throw new NotPoisoned(outcome.rejection.message);
  } finally {
    await runtime.close();
  }
}
