// All commands of a generated shop, in the order of their times, made one by one: memory holds what is still to come of
// those whose lives have begun, never the whole.
import { accountLife } from './accounts.ts';
import { customerLife } from './customers.ts';
import { orderLife } from './orders.ts';
import { productLife } from './products.ts';
import { createTimeQueue } from './queue.ts';
import { customersBy, timeOfOrder, type Shop } from './shop.ts';
import { DAY, type Step } from './steps.ts';

export interface SeedCommand extends Step {
  /** From 0, without gaps. */
  readonly number: number;
  /** Follows from shop and number, so that sending the command again changes nothing. */
  readonly commandId: string;
  /** Set on the command that creates an order: which one, from 0. */
  readonly order?: number;
}

/** What is left of a life. */
interface Life {
  readonly at: number;
  readonly step: Step;
  readonly rest: Iterator<Step>;
}

export function* seedCommands(shop: Shop): Generator<SeedCommand> {
  const queue = createTimeQueue<Life>();
  let number = 0;
  const put = (rest: Iterator<Step>): void => {
    const next = rest.next();
    if (next.done !== true && next.value.at < shop.until)
      queue.put({ at: next.value.at, step: next.value, rest });
  };
  const begin = (life: readonly Step[]): void => put(life.values());
  const enter = (customer: number, at: number): void => {
    begin(customerLife(shop, customer, at));
    begin(accountLife(shop, customer, at));
  };
  function* happenUntil(time: number): Generator<SeedCommand> {
    for (let life = queue.takeDue(time); life; life = queue.takeDue(time)) {
      yield { ...life.step, number, commandId: commandIdOf(shop, number) };
      number += 1;
      put(life.rest);
    }
  }

  for (let product = 0; product < shop.products; product += 1) begin(productLife(shop, product));
  const first = customersBy(shop, -1);
  for (let customer = 0; customer < first; customer += 1) {
    enter(customer, Math.floor(shop.from - 30 * DAY * (1 - customer / first)));
  }
  let before = shop.from;
  for (let order = 0; order < shop.orders; order += 1) {
    const at = timeOfOrder(shop, order);
    const [known, wanted] = [customersBy(shop, order - 1), customersBy(shop, order)];
    for (let customer = known; customer < wanted; customer += 1) {
      enter(customer, Math.floor(before + ((at - before) * (customer - known + 1)) / (wanted - known + 1)));
    }
    yield* happenUntil(at);
    const [creation, ...rest] = orderLife(shop, order);
    if (creation) yield { ...creation, number, commandId: commandIdOf(shop, number), order };
    number += 1;
    begin(rest);
    before = at;
  }
  yield* happenUntil(shop.until);
}

/** A UUID of version 8, whose bits are ours: the seed, how many orders, and the number. Neighbours lie together in indexes. */
function commandIdOf({ seed, orders }: Shop, number: number): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const size = hex(orders, 7);
  return `${hex(seed, 8)}-${size.slice(0, 4)}-8${size.slice(4)}-8000-${hex(number, 12)}`;
}
