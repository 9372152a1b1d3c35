// The shop with two read models more that nobody asked for: the canary, and the orders again in three lanes.
import { modules } from '../../src/app/modules.ts';
import { defineModule, type Module } from '../../src/engine/definitions/module.ts';
import type { Projection } from '../../src/engine/definitions/projection.ts';
import { canaryModule } from './oracle/canary.ts';

const orders = modules.flatMap(({ projections }): readonly Projection[] => projections).find(isOrder);
if (!orders) throw new Error('The shop shows no orders.');

/** What an order shows, its customer included, spread over lanes. */
const spreadOrders: Projection = { ...orders, name: 'spreadOrder', lanes: 3, foldId: 'v1-spread' };

export const observedModules: readonly Module[] = [
  ...modules,
  canaryModule(modules.flatMap(({ events }) => events)),
  defineModule('spreadOrders', {
    projections: [spreadOrders],
  }),
];

export const observedProjections: readonly Projection[] = observedModules.flatMap(
  ({ projections }) => projections,
);

function isOrder({ name }: Projection): boolean {
  return name === 'order';
}
