import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inMemory, record, type MemoryRuntime } from '#engine/testing';
import { catalogueModule } from '../../../src/domain/catalogue/index.ts';
import { customersModule } from '../../../src/domain/customers/index.ts';
import { MOST_POINTS_PER_AWARD } from '../../../src/domain/loyalty/commands.ts';
import { loyaltyModule } from '../../../src/domain/loyalty/index.ts';
import { loyaltyProfileProjection } from '../../../src/domain/loyalty/projections/loyalty-profile.ts';
import { awardPointsForPayment } from '../../../src/domain/loyalty/reactions.ts';
import { ordersModule } from '../../../src/domain/orders/index.ts';
import { MOST_MINOR } from '../../../src/domain/shared/money.ts';
import { cancelled, created, delivered, lineOf, paid, shipped } from '../examples.ts';
import { customerId } from './examples.ts';

const answersTo = (event: ReturnType<typeof paid>) => record([event]).flatMap(awardPointsForPayment.answer);
const paidIn = (currency: string, minor: number) => paid([lineOf(1, 'product-1', { minor, currency })]);

describe('a paid order', () => {
  it.each([
    ['EUR', 100, 1],
    ['EUR', 1999, 19],
    ['EUR', 2000, 20],
    ['JPY', 1, 1],
    ['JPY', 1999, 1999],
    ['KWD', 1999, 1],
    ['KWD', 19_999, 19],
    // Less than one unit is worth a point too, and so is nothing at all.
    ['EUR', 99, 1],
    ['KWD', 999, 1],
    ['EUR', 0, 1],
    ['EUR', 99_999_999, 999_999],
    ['EUR', 100_000_000, 1_000_000],
    ['EUR', 100_000_100, 1_000_000],
    ['JPY', 1_000_001, 1_000_000],
    ['JPY', MOST_MINOR, 1_000_000],
  ])('of %s %i minor units is answered with %i points', (currency, minor, points) => {
    expect(answersTo(paidIn(currency, minor))).toEqual([
      {
        command: 'awardLoyaltyPoints',
        input: { customerId, points, reason: 'Order order-1' },
        stream: `loyalty/${customerId}`,
      },
    ]);
    expect(points).toBeLessThanOrEqual(MOST_POINTS_PER_AWARD);
  });

  it('is the only thing about orders that is answered', () => {
    expect([...awardPointsForPayment.types]).toEqual(['OrderPaid']);
    const others = record([created(), shipped(), delivered(), cancelled([lineOf(2)], true)]);
    expect(others.flatMap(awardPointsForPayment.answer)).toEqual([]);
  });
});

describe('in the shop', () => {
  const orderId = 'order-1';
  const pay = (id = orderId) => shop.send('payOrder', { orderId: id, paymentReference: 'pay-1' });
  const order = (id: string, productId: string) =>
    shop.send('createOrder', { orderId: id, customerId, items: [{ productId, quantity: 2 }] });
  const profile = () => shop.read(loyaltyProfileProjection, customerId);
  const awards = () => shop.events().filter(({ type }) => type === 'LoyaltyPointsAwarded');

  let shop: MemoryRuntime;
  beforeEach(async () => {
    shop = await inMemory({ modules: [customersModule, catalogueModule, ordersModule, loyaltyModule] });
    await shop.send('registerCustomer', { customerId, name: 'Ada', email: 'ada@example.com' });
    const described = { name: 'Mug', description: '', category: 'kitchen' };
    const price = { amount: '14.90', currency: 'EUR' };
    await shop.send('listProduct', { productId: 'mug', price, ...described });
    await shop.send('listProduct', {
      productId: 'sticker',
      price: { amount: '0.10', currency: 'EUR' },
      ...described,
    });
    expect(await order(orderId, 'mug')).toMatchObject({ accepted: true });
  });
  afterEach(() => shop.close());

  it('who pays has the points, and who only orders has none', async () => {
    expect(await profile()).toBe(null);
    expect(await pay()).toMatchObject({ accepted: true });
    expect(await profile()).toMatchObject({ version: 1, customerName: 'Ada', score: 29 });
    expect(awards()).toMatchObject([{ data: { points: 29, reason: 'Order order-1', score: 29 } }]);
    await shop.checkRebuild();
  });

  it('an order is worth its points once: paying it again is refused', async () => {
    await pay();
    expect(await pay()).toMatchObject({ accepted: false, rejection: { name: 'OrderNotOpen' } });
    expect(await profile()).toMatchObject({ version: 1, score: 29 });
    expect(awards()).toHaveLength(1);
  });

  it('each paid order adds its own', async () => {
    await pay();
    expect(await order('order-2', 'sticker')).toMatchObject({ accepted: true });
    await pay('order-2');
    expect(await profile()).toMatchObject({ version: 2, score: 30 });
  });

  it('an order that is cancelled after it was paid leaves its points', async () => {
    await pay();
    expect(await shop.send('cancelOrder', { orderId, reason: 'late' })).toMatchObject({ accepted: true });
    expect(shop.events().at(-1)).toMatchObject({ type: 'OrderCancelled', data: { wasPaid: true } });
    expect(await profile()).toMatchObject({ version: 1, score: 29 });
    expect(awards()).toHaveLength(1);
  });

  it('an order that is cancelled unpaid is worth nothing', async () => {
    await shop.send('cancelOrder', { orderId, reason: 'late' });
    expect(await pay()).toMatchObject({ accepted: false, rejection: { name: 'OrderNotOpen' } });
    expect(awards()).toEqual([]);
  });
});
