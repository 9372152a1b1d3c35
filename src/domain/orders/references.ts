// References of orders: the customer shown on an order, and the facts an order is decided on.
import { defineReference } from '#engine';
import { z } from 'zod';
import { ProductEvents } from '../catalogue/events.ts';
import { CustomerEvents } from '../customers/events.ts';
import { Address } from '../shared/address.ts';
import { CustomerId } from '../shared/ids.ts';
import { Money } from '../shared/money.ts';

/** The customer as it is now. */
export const customerReference = defineReference('customer', {
  from: CustomerEvents,
  value: z
    .object({
      id: CustomerId,
      name: z.string().meta({ description: 'Name of the customer.' }),
      email: z.string().meta({ description: 'Email address of the customer.' }),
    })
    .meta({ graphql: 'OrderCustomer', description: 'The customer who ordered.' }),
  create: {
    CustomerRegistered: ({ streamId, data: { name, email } }) => ({ id: streamId, name, email }),
  },
  update: {
    CustomerNameChanged: (customer, { data: { name } }) => ({ ...customer, name }),
    CustomerEmailChanged: (customer, { data: { email } }) => ({ ...customer, email }),
  },
  ignore: ['CustomerPhoneNumberChanged', 'CustomerAddressUpdated'],
});

export const orderingCustomer = defineReference('orderingCustomer', {
  from: CustomerEvents,
  value: z.object({ address: Address.nullable() }),
  create: { CustomerRegistered: ({ data: { address } }) => ({ address }) },
  update: { CustomerAddressUpdated: (_customer, { data: { address } }) => ({ address }) },
  ignore: ['CustomerNameChanged', 'CustomerEmailChanged', 'CustomerPhoneNumberChanged'],
});

export const orderedProduct = defineReference('orderedProduct', {
  from: ProductEvents,
  value: z.object({ name: z.string(), price: Money, discontinued: z.boolean() }),
  create: { ProductListed: ({ data: { name, price } }) => ({ name, price, discontinued: false }) },
  update: {
    ProductPriceChanged: (product, { data: { price } }) => ({ ...product, price }),
    ProductDescribed: (product, { data: { name } }) => ({ ...product, name }),
    ProductDiscontinued: (product) => ({ ...product, discontinued: true }),
  },
  ignore: ['ProductTagged', 'ProductUntagged'],
});
