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

/** What a reader has to know of a projection, by its name. */
export function shapesOf(projections: readonly Projection[]) {
  const byName = new Map(projections.map((projection) => [projection.name, projection]));
  return {
    lanesOf: laneCounter(projections),
    rankingsOf: (name: string): readonly string[] =>
      byName.get(name)?.rankings.map((ranking) => ranking.name) ?? [],
    keepsIds: (name: string): boolean => byName.get(name)?.keepsIds ?? false,
  };
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
