// Operators' deeds on a running shop, and what they see of its rebuilds.
import { randomUUID } from 'node:crypto';
import { defineSystem, type Module } from '../../src/engine/index.ts';
import type { JsonObject } from '../../src/engine/model/json.ts';
import type { DeedOutcome, RebuildReport, RebuildState, Verb } from '../../src/engine/model/operations.ts';
import { openControlAlone, type Control } from '../../src/engine/operations/open-control.ts';
import { eventually } from './eventually.ts';
import { settingsOf } from './fault-scene.ts';
import type { ShopServers } from './shop.ts';

export interface Operator extends Control {
  do(verb: Verb, input: JsonObject): Promise<DeedOutcome>;
  rebuildOf(projection: string): Promise<RebuildReport | undefined>;
  /** Resolves when the rebuild is in that state. */
  until(projection: string, state: RebuildState): Promise<RebuildReport>;
}

/** Workers look for steps every 10 s, and each rebuild has several. */
const REBUILT_WITHIN_MS = 120_000;

/** The caller closes it. */
export async function openOperator(servers: ShopServers, modules: readonly Module[]): Promise<Operator> {
  const control = await openControlAlone(defineSystem('test', modules), settingsOf(servers));
  const rebuildOf = async (projection: string): Promise<RebuildReport | undefined> =>
    (await control.rebuilds()).find((each) => each.projection === projection);
  return {
    ...control,
    do: (verb, input) =>
      control.run({ verb, input, commandId: randomUUID(), principal: 'ann', reason: 'a test' }),
    rebuildOf,
    until: (projection, state) =>
      eventually(
        `${projection} to be ${state}`,
        async () => {
          const report = await rebuildOf(projection);
          if (report?.state === state) return report;
          throw new Error(JSON.stringify(report));
        },
        { withinMs: REBUILT_WITHIN_MS },
      ),
  };
}
