// Types of the test kit: what an author can write with it; every `@ts-expect-error` is a promise that the compiler
// catches that mistake.
import { NotFound, NothingToChange, reject } from '#engine';
import { at, given, projecting } from '#engine/testing';
import { lampDecider, LampEvents, TooBright } from '../engine/testing/lamps.ts';
import { orderProjection } from '../../src/domain/orders/projections/order.ts';

export function examples(): void {
  const lamp = given(lampDecider, [at('2026-01-01T00:00:00.000Z', LampEvents.LampDimmed({ watts: 1 }))]);
  // @ts-expect-error there is no such command
  lamp.when('breakLamp', { lampId: 'lamp-1' });
  // @ts-expect-error an input is sent with all its fields
  lamp.when('dimLamp', { lampId: 'lamp-1' });
  // @ts-expect-error dimLamp does not refuse with TooBright
  lamp.when('dimLamp', { lampId: 'lamp-1', watts: 1 }).then(TooBright);
  // @ts-expect-error hangLamp does not refuse with NothingToChange
  lamp.when('hangLamp', { lampId: 'lamp-1', roomId: 'room-1', watts: 1 }).then(reject(NothingToChange, {}));
  lamp.when('hangLamp', { lampId: 'lamp-1', roomId: 'room-1', watts: 1 }).then(TooBright);
  lamp.when('dimLamp', { lampId: 'lamp-1', watts: 1 }).then(NotFound);

  const order = projecting(orderProjection, []).get('order-1');
  const shown: string | undefined = order?.customer.name;
  // @ts-expect-error an order has no colour
  const wrong = order?.colour;
  if (shown === wrong) throw new Error('Only the types count here.');
}
