// The shop with a bug in the folds of its orders: cancelling some of them throws, until the code is mended.
import { modules as all } from '../../src/app/modules.ts';
import type { Module } from '../../src/engine/definitions/module.ts';
import type { Projection } from '../../src/engine/definitions/projection.ts';

export interface BrokenOrders {
  readonly modules: readonly Module[];
  /** Ids of the orders that can't be folded when they are cancelled. */
  readonly broken: Set<string>;
}

/** Of the read models `order` and `customerOrders`, or others. */
export function brokenOrders(names: readonly string[] = ['order']): BrokenOrders {
  const broken = new Set<string>();
  const withBug = (projection: Projection): Projection => ({
    ...projection,
    fold: (own, event, id) => {
      if (event.type === 'OrderCancelled' && broken.has(id)) throw new RangeError(`no reason for ${id}`);
      return projection.fold(own, event, id);
    },
  });
  const modules = all.map((module) => ({
    ...module,
    reactions: [],
    projections: module.projections.map((projection) =>
      names.includes(projection.name) ? withBug(projection) : projection,
    ),
  }));
  return { modules, broken };
}
