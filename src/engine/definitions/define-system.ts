// defineSystem: bounded contexts joined into one system, checked once.
import { lanesOf, type Lane } from '../model/lane.ts';
import { reactionLane } from '../model/reactions.ts';
import type { CallerSpec } from './caller-spec.ts';
import { checkModules } from './check-modules.ts';
import type { Decider } from './decider.ts';
import type { AnyEvents } from './events.ts';
import type { Module } from './module.ts';
import type { Projection } from './projection.ts';
import type { Reaction } from './reaction.ts';

export interface System {
  readonly name: string;
  readonly caller: CallerSpec;
  readonly modules: readonly Module[];
  readonly events: readonly AnyEvents[];
  readonly deciders: readonly Decider[];
  readonly projections: readonly Projection[];
  readonly reactions: readonly Reaction[];
  /** Those of projections. */
  readonly lanes: readonly Lane[];
  /** All that have work after a commit: those of projections and of reactions. */
  readonly lanesToRing: readonly Lane[];
  /** `undefined` if there is no such projection. */
  projection(name: string): Projection | undefined;
}

interface SystemSpec {
  /** How the claims of a token become a caller; if omitted there are none but its subject and its roles. */
  readonly caller?: CallerSpec;
}

/** Throws BAD_DEFINITION, with what to do about it. */
export function defineSystem(name: string, parts: readonly Module[], said: SystemSpec = {}): System {
  const modules = withEachOnce(parts);
  checkModules(modules);
  const projections = modules.flatMap((module) => module.projections);
  const reactions = modules.flatMap((module) => module.reactions);
  const lanes = projections.flatMap(lanesOf);
  const byName = new Map(projections.map((projection) => [projection.name, projection]));
  return Object.freeze({
    name,
    caller: said.caller ?? {},
    modules,
    events: modules.flatMap((module) => module.events),
    deciders: modules.flatMap((module) => module.deciders),
    projections,
    reactions,
    lanes,
    lanesToRing: [...lanes, ...reactions.map((reaction) => reactionLane(reaction.name))],
    projection: (wanted: string) => byName.get(wanted),
  });
}

/** A projection that several modules show belongs to the first of them. */
function withEachOnce(modules: readonly Module[]): readonly Module[] {
  const owners = new Map<Projection, Module>();
  for (const module of modules.toReversed()) {
    for (const projection of module.projections) owners.set(projection, module);
  }
  return modules.map((module) => ({
    ...module,
    projections: module.projections.filter((projection) => owners.get(projection) === module),
  }));
}
