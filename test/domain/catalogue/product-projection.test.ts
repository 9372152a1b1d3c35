import { expect, it } from 'vitest';
import { at, projecting } from '#engine/testing';
import { ProductEvents } from '../../../src/domain/catalogue/events.ts';
import { productProjection } from '../../../src/domain/catalogue/projections/product.ts';
import { discontinued, euros, listed } from '../examples.ts';

it('shows a listed product', () => {
  expect(projecting(productProjection, [at('2026-03-01T10:00:00.000Z', listed())]).get('product-1')).toEqual({
    id: 'product-1',
    version: 1,
    position: '1',
    name: 'Name of product-1',
    description: 'Nice.',
    category: 'things',
    price: euros(1999),
    tags: ['new'],
    listedAt: '2026-03-01T10:00:00.000Z',
    discontinued: false,
    discontinuedAt: null,
  });
});

it('follows every change', () => {
  const product = projecting(productProjection, [
    listed(),
    ProductEvents.ProductPriceChanged({ price: euros(2400) }),
    ProductEvents.ProductDescribed({ name: 'Mug', description: 'Holds tea.', category: 'kitchen' }),
    ProductEvents.ProductTagged({ tags: ['blue', 'big'] }),
    ProductEvents.ProductUntagged({ tags: ['new', 'big'] }),
    at('2026-04-01T10:00:00.000Z', discontinued()),
  ]).get('product-1');
  expect(product).toMatchObject({
    version: 6,
    name: 'Mug',
    description: 'Holds tea.',
    category: 'kitchen',
    price: euros(2400),
    tags: ['blue'],
    discontinued: true,
    discontinuedAt: '2026-04-01T10:00:00.000Z',
  });
});
