// A shop of orders in memory, for the `fetch` of a page: what it takes to project a change and to carry a request or an
// answer is left to chance, so that any two of them may overtake each other. It keeps what a token promises.
import type { Random } from './random.ts';
import { tokenAt } from './recorded-sends.ts';

const SLOWEST_CARRIAGE_MS = 8;

interface State {
  readonly version: number;
  readonly quantity: number;
  /** In the store. */
  readonly position: number;
}

interface Order {
  readonly id: string;
  /** What is stored. */
  newest: State;
  /** What is projected. */
  shown: State;
  /** When the last change will have been projected. */
  doneAt: number;
  readonly watchers: Set<() => void>;
}

export interface SlowShop {
  readonly fetch: typeof fetch;
  create(id: string): void;
  /** What somebody else does to it, who knows nothing of the page. */
  touch(id: string): void;
}

/** @param projectionMs the least that it takes to project a change. */
export function slowShop(random: Random, projectionMs: number): SlowShop {
  const orders = new Map<string, Order>();
  let position = 0;

  const orderOf = (id: string): Order => {
    const order = orders.get(id);
    if (!order) throw new Error(`There is no order "${id}".`);
    return order;
  };

  const change = (order: Order, quantity: number): State => {
    position += 1;
    const state = { version: order.newest.version + 1, quantity, position };
    order.newest = state;
    order.doneAt = Math.max(order.doneAt, Date.now() + projectionMs + random.below(10));
    setTimeout(() => {
      order.shown = state;
      order.watchers.forEach((watch) => watch());
    }, order.doneAt - Date.now());
    return state;
  };

  const carry = () => pause(random.below(SLOWEST_CARRIAGE_MS));

  const take = async (body: string, token: string | null): Promise<Response> => {
    const { query, variables } = JSON.parse(body);
    const typed = typedAs(query);
    if (query.startsWith('subscription')) return streamOf(orderOf(variables.id), typed, carry);
    await carry();
    const order = orderOf(variables.id ?? variables.input.orderId);
    const isChange = query.startsWith('mutation');
    const seen = token === null ? 0 : positionOf(token);
    await reached(order, isChange ? change(order, variables.input.quantity).position : seen);
    const at = Math.max(seen, order.shown.position);
    const data = isChange ? changed(order, typed) : { order: documentOf(order, typed) };
    await carry();
    return Response.json({ data }, { headers: { 'consistency-token': tokenAt(at) } });
  };

  return {
    fetch: async (_url, request) =>
      await take(String(request?.body), new Headers(request?.headers).get('consistency-token')),
    create: (id) => {
      position += 1;
      const state = { version: 1, quantity: 1, position };
      orders.set(id, { id, newest: state, shown: state, doneAt: 0, watchers: new Set() });
    },
    touch: (id) => {
      const order = orderOf(id);
      change(order, order.newest.quantity);
    },
  };
}

/** Puts a type into an object, by the names by which types are asked for. */
type Typed = (typename: string, value: object) => object;

function typedAs(query: string): Typed {
  const names = [...query.matchAll(/(?:(\w+): )?__typename/g)].map(([, alias = '__typename']) => alias);
  return (typename, value) => ({ ...Object.fromEntries(names.map((name) => [name, typename])), ...value });
}

const documentOf = ({ id, shown: { version, quantity } }: Order, typed: Typed) =>
  typed('Order', { id, version, items: [typed('OrderItem', { quantity })] });

const changed = (order: Order, typed: Typed) => ({
  changeOrderItemQuantity: typed('ChangeOrderItemQuantityPayload', { order: documentOf(order, typed) }),
});

/** Server-Sent Events: what is there, then each change, in order. */
function streamOf(order: Order, typed: Typed, carry: () => Promise<void>): Response {
  let carried = Promise.resolve();
  let watch = (): void => {};
  const body = new ReadableStream<string>({
    start: (controller) => {
      watch = () => {
        const result = {
          data: { orderUpdated: typed('OrderUpdate', { document: documentOf(order, typed) }) },
          extensions: { consistencyToken: tokenAt(order.shown.position) },
        };
        carried = carried
          .then(carry)
          .then(() => controller.enqueue(`event: next\ndata: ${JSON.stringify(result)}\n\n`))
          // Whoever watched has left.
          .catch(() => {});
      };
      watch();
      order.watchers.add(watch);
    },
    cancel: () => void order.watchers.delete(watch),
  });
  return new Response(body.pipeThrough(new TextEncoderStream()), {
    headers: { 'content-type': 'text/event-stream' },
  });
}

const positionOf = (token: string): number => Number(atob(token).split('@')[1]);

const pause = async (ms: number): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, ms));
};

/** Resolves when all is projected that is stored of the order up to the position. */
async function reached(order: Order, position: number): Promise<void> {
  while (order.shown.position < Math.min(position, order.newest.position)) await pause(1);
}
