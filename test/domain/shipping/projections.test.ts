import { describe, expect, it } from 'vitest';
import { toStream } from '#engine';
import { at, projecting, type PastEvent } from '#engine/testing';
import { CustomerEvents } from '../../../src/domain/customers/events.ts';
import { shippingDashboardProjection } from '../../../src/domain/shipping/projections/shipping-dashboard.ts';
import { waitingOrderProjection } from '../../../src/domain/shipping/projections/waiting-order.ts';
import { ada, cancelled, created, delivered, euros, lineOf, paid, shipped } from '../examples.ts';

describe('shippingDashboard', () => {
  const board = (...events: readonly PastEvent[]) =>
    projecting(shippingDashboardProjection, events).get('shop');
  const none = { created: 0, paid: 0, shipped: 0, delivered: 0, cancelled: 0 };

  it.each([
    ['created', [created()], 0],
    ['paid', [created(), paid()], 1],
    ['shipped', [created(), paid(), shipped()], 0],
    ['delivered', [created(), paid(), shipped(), delivered()], 0],
    ['cancelled', [created(), cancelled()], 0],
    ['cancelled', [created(), paid(), cancelled([lineOf(2)], true)], 0],
  ])('counts an order once: %s', (state, events, waitingCount) => {
    expect(board(...events)).toEqual({
      id: 'shop',
      version: events.length,
      position: String(events.length),
      counts: { ...none, [state]: 1 },
      waitingCount,
    });
  });

  it('is one for all orders', () => {
    const events = [
      ...['a', 'b', 'c', 'd'].map((id) => toStream(id, created())),
      ...['b', 'c', 'd'].map((id) => toStream(id, paid())),
      toStream('d', shipped()),
    ];
    expect(board(...events)).toMatchObject({
      version: 8,
      counts: { ...none, created: 1, paid: 2, shipped: 1 },
      waitingCount: 2,
    });
  });
});

describe('waitingOrder', () => {
  const waiting = (...events: readonly PastEvent[]) =>
    projecting(waitingOrderProjection, [ada, ...events]).get('order-1');
  const lines = [lineOf(2), lineOf(3, 'product-2', euros(500))];
  const payment = at('2026-03-02T10:00:00.000Z', paid(lines));

  it('is there from the payment on, with what has to be packed and for whom', () => {
    expect(waiting(created(lines))).toBeUndefined();
    expect(waiting(created(lines), payment)).toEqual({
      id: 'order-1',
      version: 2,
      position: '3',
      customerId: 'customer-1',
      customerName: 'Ada',
      itemCount: 2,
      units: 5,
      total: euros(2 * 1999 + 3 * 500),
      country: 'DE',
      paidAt: '2026-03-02T10:00:00.000Z',
    });
    const renamed = CustomerEvents.CustomerNameChanged({ name: 'Ada L.' });
    expect(waiting(created(lines), payment, renamed)).toMatchObject({ customerName: 'Ada L.' });
    expect(waiting(created([lineOf(1)], null), paid([lineOf(1)], null))).toMatchObject({ country: null });
  });

  it.each([
    ['shipped', [shipped(lines)]],
    ['shipped and delivered', [shipped(lines), delivered(lines)]],
    ['cancelled', [cancelled(lines, true)]],
  ])('is gone when it is %s', (_what, events) => {
    expect(waiting(created(lines), payment, ...events)).toBeUndefined();
  });

  it('never is, if the order is cancelled before it is paid', () => {
    expect(waiting(created(lines), cancelled(lines))).toBeUndefined();
  });
});
