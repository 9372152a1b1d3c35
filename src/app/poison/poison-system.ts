// Orders with one command of their own, which appends an event that no fold of an order can take.
import { z } from 'zod';
import {
  defineCommands,
  defineDecider,
  defineModule,
  defineSystem,
  NotFound,
  reject,
} from '../../engine/index.ts';
import { ordersModule } from '../../domain/orders/index.ts';

const CATEGORY = 'order';
const [events] = ordersModule.events;
if (events?.category !== CATEGORY) throw new Error('The shop has no orders.');

const PoisonCommands = defineCommands(CATEGORY, {
  poisonOrder: {
    description: 'Ships an order that is paid, with nothing that says how.',
    changes: 'orderId',
    input: z.object({ orderId: z.string() }),
    emits: ['OrderShipped'],
  },
});

/** No more than its fold reads of it: carrier and tracking number. All others need nothing of a shipment. */
const poison = { category: CATEGORY, type: 'OrderShipped', schemaVersion: 1, data: null } as const;

interface Known {
  readonly isPaid: boolean;
}
const open: Known = { isPaid: false };
const over = (): Known => ({ isPaid: false });

const poisonDecider = defineDecider({
  commands: PoisonCommands,
  events,
  initialState: open,
  decide: {
    poisonOrder: ({ isPaid }, { orderId }) =>
      isPaid ? poison : reject(NotFound, { what: 'order that is paid', id: orderId }),
  },
  evolve: { OrderPaid: (): Known => ({ isPaid: true }), OrderShipped: over, OrderCancelled: over },
});

export const poisonSystem = defineSystem('poison', [
  defineModule('poison', { events: [events], deciders: [poisonDecider] }),
]);
