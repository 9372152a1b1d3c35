// Inputs of mutations that are always refused, so that the store stays as it is: nothing is there by the id, or it is there
// already, or the version is one that it never has.
import type { Reach, Json } from './values.ts';

/** What a command makes, and the id that is taken. */
const MAKES: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  createOrder: { orderId: 'demo-order-1' },
  listProduct: { productId: 'product-1' },
  openAccount: { accountId: 'demo-account-1' },
  registerCustomer: { customerId: 'customer-1' },
};

const NEVER = 1_000_000;

export function refusedInput(command: string, input: Json, { dice }: Reach): Json {
  if (!isObject(input)) return input;
  const made = MAKES[command];
  if (made) return { ...input, ...made };
  const isUnknown = dice.chance(0.3);
  if (!isUnknown) return { ...input, expectedVersion: NEVER };
  const ids = Object.keys(input).filter((name) => name.endsWith('Id') && name !== 'commandId');
  return { ...input, ...Object.fromEntries(ids.map((name) => [name, 'nobody'])), expectedVersion: NEVER };
}

const isObject = (value: Json): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
