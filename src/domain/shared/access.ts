// Roles and claims of the shop's callers, and the rules that several contexts share.
import { anyOf, owner, role } from '#engine';
import { z } from 'zod';

/** Runs the shop: all orders, the catalogue, shipping, every customer. */
export const clerk = role('clerk');

/** What a customer's token says beside its subject. */
export const ShopClaims = z.object({ customerId: z.string().optional() });

/** @param field that holds the id of the customer. */
export const customerOf = (field: string) => anyOf(owner(field, 'customerId'), clerk);
