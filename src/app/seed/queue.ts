// A priority queue by time: the earliest comes first; of one moment, what was put in first.

export interface Waiting {
  readonly at: number;
}

export interface TimeQueue<Item extends Waiting> {
  put(item: Item): void;
  /** Takes the earliest out if it is due at `until`. */
  takeDue(until: number): Item | undefined;
}

interface Entry<Item> {
  readonly item: Item;
  readonly order: number;
}

/** A binary heap: the children of `index` stand at `2 * index + 1` and after. */
export function createTimeQueue<Item extends Waiting>(): TimeQueue<Item> {
  const heap: Entry<Item>[] = [];
  let count = 0;

  const rise = (entry: Entry<Item>): void => {
    let index = heap.length;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (!parent || !isBefore(entry, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  };
  const sink = (entry: Entry<Item>): void => {
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      const child = right && left && isBefore(right, left) ? right : left;
      if (!child || !isBefore(child, entry)) break;
      heap[index] = child;
      index = child === left ? 2 * index + 1 : 2 * index + 2;
    }
    heap[index] = entry;
  };
  return {
    put: (item) => rise({ item, order: count++ }),
    takeDue: (until) => {
      const first = heap[0];
      if (!first || first.item.at > until) return undefined;
      const last = heap.pop();
      if (last && last !== first) sink(last);
      return first.item;
    },
  };
}

const isBefore = (a: Entry<Waiting>, b: Entry<Waiting>): boolean =>
  a.item.at < b.item.at || (a.item.at === b.item.at && a.order < b.order);
