// Ids of the things that more than one context names.
import { id } from '#engine';

export const AccountId = id();
export const CustomerId = id();
export const OrderId = id();
export const ProductId = id();
