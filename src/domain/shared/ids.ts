// Ids of the things that more than one context names.
import { id } from '#engine';

export const AccountId = id().meta({ description: 'Id of an account, for `account(id:)`.' });
export const CustomerId = id().meta({ description: 'Id of a customer, for `customer(id:)`.' });
export const OrderId = id().meta({ description: 'Id of an order, for `order(id:)`.' });
export const ProductId = id().meta({ description: 'Id of a product, for `product(id:)`.' });
