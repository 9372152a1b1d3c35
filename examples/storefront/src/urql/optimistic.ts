// Graphcache's updates for the storefront's mutations: it shows what is expected of them, and keeps the list.
import type { Cache, DataFields, CacheExchangeOpts } from '@urql/exchange-graphcache';
import { expectedResult } from '../commands.ts';
import { rowOf, withRow } from '../documents.ts';
import { commandDocuments, OrderFragment, OrdersQuery, RowFragment } from '../operations.ts';
import { CUSTOMER_ID, type Command, type OrderDetail } from '../shop.ts';

export interface OptimisticCache {
  readonly config: Pick<CacheExchangeOpts, 'optimistic' | 'updates'>;
  /** Before a command is sent; returns what is to be called when it is answered. */
  expect(command: Command): () => void;
}

type CommandArguments = { readonly input: { readonly commandId: string } };
const mutations = Object.keys(commandDocuments);

export function optimisticCache(): OptimisticCache {
  // A resolver sees the mutation's arguments, which tell less than the command: not the price of a product.
  const expected = new Map<string, Command>();

  const expectedOf = ({ input }: CommandArguments, cache: Cache): DataFields | null => {
    const command = expected.get(input.commandId);
    if (!command) return null;
    const known = cache.readFragment(OrderFragment, { __typename: 'Order', id: command.orderId });
    const result = expectedResult(command, known)?.outcome ?? null;
    // A copy, because Graphcache takes only what may be changed.
    const copy: DataFields | null = JSON.parse(JSON.stringify(result));
    return copy;
  };
  const isAwaited = (id: string): boolean => [...expected.values()].some(({ orderId }) => orderId === id);

  /** What the cache can't know: that a row of the list tells the same as an order. */
  const writeRow = (cache: Cache, order: OrderDetail): void => {
    const row = cache.readFragment(RowFragment, { __typename: 'OrderListItem', id: order.id });
    // What is expected hides what is known: a row that is awaited says nothing of the version that is below it.
    const isNewer = row !== null && (isAwaited(order.id) || row.version < order.version);
    if (isNewer) cache.writeFragment(RowFragment, rowOf(order));
  };
  const afterCommand = (parent: DataFields, _: object, cache: Cache): void => {
    const order = orderIn(parent);
    if (!order) return;
    writeRow(cache, order);
    addRow(cache, order);
  };
  const afterUpdate = (parent: DataFields, _: object, cache: Cache): void => {
    const order = orderIn(parent);
    if (order) writeRow(cache, order);
  };
  return {
    config: {
      optimistic: Object.fromEntries(mutations.map((name) => [name, expectedOf])),
      updates: {
        Mutation: Object.fromEntries(mutations.map((name) => [name, afterCommand])),
        Subscription: { projectionUpdated: afterUpdate },
      },
    },
    expect: (command) => {
      expected.set(command.commandId, command);
      return () => expected.delete(command.commandId);
    },
  };
}

function isOrder(value: unknown): value is OrderDetail {
  return typeof value === 'object' && value !== null && '__typename' in value && value.__typename === 'Order';
}

/** Of a mutation's result, which has its alias only if it is the server's, or of an update. */
function orderIn(parent: DataFields): OrderDetail | undefined {
  const [answer]: readonly unknown[] = Object.values(parent).filter((value) => typeof value === 'object');
  return Object.values(Object(answer)).find(isOrder);
}

function addRow(cache: Cache, order: OrderDetail): void {
  const ofCustomer = { customerId: CUSTOMER_ID };
  cache.updateQuery({ query: OrdersQuery, variables: ofCustomer }, (data) => withRow(data, order) ?? null);
}
