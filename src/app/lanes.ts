// The lanes of a list of modules, those of reactions included, which projection has how many, and what lies in them.
import type { Lane } from '../engine/model/lane.ts';
import type { Module } from '../engine/definitions/module.ts';
import type { Projection } from '../engine/definitions/projection.ts';
import type { Reaction } from '../engine/definitions/reaction.ts';
import { reactionLane } from '../engine/model/reactions.ts';

export function projectionsOf(modules: readonly Module[]): readonly Projection[] {
  return modules.flatMap(({ projections }) => projections);
}

export function lanesOf(projections: readonly Projection[]): readonly Lane[] {
  return projections.flatMap(({ name, lanes }) =>
    Array.from({ length: lanes }, (_, lane) => ({ projection: name, lane })),
  );
}

/** Names of the rankings of a projection. */
export function rankingNames(projections: readonly Projection[]): (projection: string) => readonly string[] {
  const names = new Map(projections.map(({ name, rankings }) => [name, rankings.map((each) => each.name)]));
  return (projection) => names.get(projection) ?? [];
}

export function reactionsOf(modules: readonly Module[]): readonly Reaction[] {
  return modules.flatMap(({ reactions = [] }) => reactions);
}

/** All that have work after a commit. */
export function ringingLanes(modules: readonly Module[]): readonly Lane[] {
  const reacting = reactionsOf(modules).map(({ name }) => reactionLane(name));
  return [...lanesOf(projectionsOf(modules)), ...reacting];
}

/** Throws on a projection that is not among them. */
export function laneCounter(projections: readonly Projection[]): (projection: string) => number {
  const counts = new Map(projections.map(({ name, lanes }) => [name, lanes]));
  return (projection) => {
    const count = counts.get(projection);
    if (count !== undefined) return count;
    throw new Error(`There is no projection ${projection}.`);
  };
}
