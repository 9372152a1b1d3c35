import { describe, it } from 'vitest';
import { AlreadyExists, NotFound, NothingToChange, reject, ValidationFailed } from '#engine';
import { given } from '#engine/testing';
import { productDecider } from '../../../src/domain/catalogue/decider.ts';
import { ProductEvents } from '../../../src/domain/catalogue/events.ts';
import { TooManyTags } from '../../../src/domain/catalogue/refusals.ts';
import { ProductDiscontinued } from '../../../src/domain/shared/refusals.ts';
import { discontinued, euros, listed } from '../examples.ts';

const productId = 'product-1';
const price = { amount: '19.99', currency: 'EUR' };
const mug = { productId, name: 'Mug', description: 'Holds tea.', category: 'kitchen', price };
const mugListed = (tags: string[]) =>
  ProductEvents.ProductListed({
    name: 'Mug',
    description: 'Holds tea.',
    category: 'kitchen',
    price: euros(1999),
    tags,
  });
const tagsUpTo = (count: number) => Array.from({ length: count }, (_, index) => `tag ${index + 1}`);
const final = [listed(), discontinued()];

describe('listProduct', () => {
  it('lists it', () => {
    given(productDecider).when('listProduct', mug).then(mugListed([]));
    given(productDecider)
      .when('listProduct', { ...mug, tags: null })
      .then(mugListed([]));
    given(productDecider)
      .when('listProduct', { ...mug, tags: ['new', ' blue ', 'new'] })
      .then(mugListed(['new', 'blue']));
  });

  it('keeps the first way to write a tag', () => {
    given(productDecider)
      .when('listProduct', { ...mug, tags: ['Café', 'CAFE', 'cafe\u0301', 'Cafés'] })
      .then(mugListed(['Café', 'Cafés']));
    const tagged = [mugListed(['Café'])];
    given(productDecider, tagged)
      .when('tagProduct', { productId, tags: ['ｃａｆé'] })
      .then(NothingToChange);
    given(productDecider, tagged)
      .when('untagProduct', { productId, tags: ['CAFE'] })
      .then(ProductEvents.ProductUntagged({ tags: ['Café'] }));
  });

  it('has at most 20 tags', () => {
    given(productDecider)
      .when('listProduct', { ...mug, tags: [...tagsUpTo(20), 'tag 1'] })
      .then(mugListed(tagsUpTo(20)));
    given(productDecider)
      .when('listProduct', { ...mug, tags: tagsUpTo(21) })
      .then(reject(TooManyTags, { most: 20, requested: 21 }));
  });

  it('does not list it twice', () => {
    given(productDecider, [listed()])
      .when('listProduct', mug)
      .then(reject(AlreadyExists, { what: 'product', id: productId }));
  });

  it.each([
    ['name', ''],
    ['name', 'x'.repeat(101)],
    ['description', 'x'.repeat(5001)],
    ['description', 'bell\u0007'],
    ['category', ' '],
    ['category', 'x'.repeat(61)],
    ['price', { amount: '0', currency: 'EUR' }],
    ['price', { amount: '-1', currency: 'EUR' }],
    ['price', { amount: '1.999', currency: 'EUR' }],
    ['price', { amount: '1', currency: 'XXX' }],
    ['tags', ['']],
    ['tags', ['x'.repeat(41)]],
    ['tags', tagsUpTo(101)],
  ])('refuses as %s %j', (field, value) => {
    given(productDecider)
      .when('listProduct', { ...mug, [field]: value })
      .then(ValidationFailed);
  });

  it('takes everything at its limit', () => {
    const most = {
      name: 'x'.repeat(100),
      description: `${'x'.repeat(2499)}\r\n${'ü'.repeat(2499)}`,
      category: 'x'.repeat(60),
    };
    given(productDecider)
      .when('listProduct', { ...mug, ...most, tags: ['x'.repeat(40)] })
      .then(ProductEvents.ProductListed({ ...most, price: euros(1999), tags: ['x'.repeat(40)] }));
  });
});

describe('changeProductPrice', () => {
  const changed = { amount: '24.00', currency: 'EUR' };

  it('changes it', () => {
    given(productDecider, [listed()])
      .when('changeProductPrice', { productId, price: changed })
      .then(ProductEvents.ProductPriceChanged({ price: euros(2400) }));
    given(productDecider, [listed()])
      .when('changeProductPrice', { productId, price: { amount: '1999', currency: 'JPY' } })
      .then(ProductEvents.ProductPriceChanged({ price: { minor: 1999, currency: 'JPY' } }));
  });

  it('refuses what it is already, and nothing', () => {
    given(productDecider, [listed()]).when('changeProductPrice', { productId, price }).then(NothingToChange);
    given(productDecider, [listed()])
      .when('changeProductPrice', { productId, price: { amount: '0.00', currency: 'EUR' } })
      .then(ValidationFailed);
  });

  it('refuses a product that is not there, or not any more', () => {
    given(productDecider)
      .when('changeProductPrice', { productId, price })
      .then(reject(NotFound, { what: 'product', id: productId }));
    given(productDecider, final)
      .when('changeProductPrice', { productId, price: changed })
      .then(reject(ProductDiscontinued, { productId }));
  });
});

describe('describeProduct', () => {
  const before = { name: 'Name of product-1', description: 'Nice.', category: 'things' };

  it('changes what is said and keeps the rest', () => {
    given(productDecider, [listed()])
      .when('describeProduct', { productId, name: 'Cup' })
      .then(ProductEvents.ProductDescribed({ ...before, name: 'Cup' }));
    given(productDecider, [listed()])
      .when('describeProduct', { productId, name: null, description: '', category: 'kitchen' })
      .then(ProductEvents.ProductDescribed({ ...before, description: '', category: 'kitchen' }));
  });

  it('refuses what it is already', () => {
    given(productDecider, [listed()]).when('describeProduct', { productId }).then(NothingToChange);
    given(productDecider, [listed()])
      .when('describeProduct', { productId, ...before })
      .then(NothingToChange);
  });

  it('refuses a discontinued product', () => {
    given(productDecider, final)
      .when('describeProduct', { productId, name: 'Cup' })
      .then(ProductDiscontinued);
  });
});

describe('tagProduct', () => {
  it('adds the tags that are not there', () => {
    given(productDecider, [listed()])
      .when('tagProduct', { productId, tags: ['blue', 'new', 'blue'] })
      .then(ProductEvents.ProductTagged({ tags: ['blue'] }));
  });

  it('refuses tags that are all there, and none', () => {
    given(productDecider, [listed()])
      .when('tagProduct', { productId, tags: ['new'] })
      .then(NothingToChange);
    given(productDecider, [listed()]).when('tagProduct', { productId, tags: [] }).then(ValidationFailed);
  });

  it('stops at 20 tags', () => {
    given(productDecider, [listed()])
      .when('tagProduct', { productId, tags: tagsUpTo(19) })
      .then(ProductEvents.ProductTagged({ tags: tagsUpTo(19) }));
    given(productDecider, [listed()])
      .when('tagProduct', { productId, tags: tagsUpTo(20) })
      .then(reject(TooManyTags, { most: 20, requested: 21 }));
    given(productDecider, [listed(), ProductEvents.ProductTagged({ tags: tagsUpTo(19) })])
      .when('tagProduct', { productId, tags: ['one more'] })
      .then(TooManyTags);
  });

  it('refuses a discontinued product', () => {
    given(productDecider, final)
      .when('tagProduct', { productId, tags: ['blue'] })
      .then(ProductDiscontinued);
  });
});

describe('untagProduct', () => {
  it('removes the tags that are there', () => {
    given(productDecider, [listed(), ProductEvents.ProductTagged({ tags: ['blue', 'big'] })])
      .when('untagProduct', { productId, tags: ['big', 'red', 'new'] })
      .then(ProductEvents.ProductUntagged({ tags: ['new', 'big'] }));
  });

  it('refuses tags that are not there', () => {
    given(productDecider, [listed(), ProductEvents.ProductUntagged({ tags: ['new'] })])
      .when('untagProduct', { productId, tags: ['new'] })
      .then(NothingToChange);
  });

  it('refuses a discontinued product', () => {
    given(productDecider, final)
      .when('untagProduct', { productId, tags: ['new'] })
      .then(ProductDiscontinued);
  });
});

describe('discontinueProduct', () => {
  it('is final', () => {
    given(productDecider, [listed()])
      .when('discontinueProduct', { productId })
      .then(ProductEvents.ProductDiscontinued({}));
    given(productDecider, final)
      .when('discontinueProduct', { productId })
      .then(reject(ProductDiscontinued, { productId }));
  });
});
