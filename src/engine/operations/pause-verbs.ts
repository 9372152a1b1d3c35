// Verbs that pause the lanes of a projection and let them go on.
import { z } from 'zod';
import type { System } from '../definitions/define-system.ts';
import type { LaneStore } from '../model/documents.ts';
import type { LaneHealth } from '../model/lane-health.ts';
import { laneName, lanesOf, type Lane } from '../model/lane.ts';
import type { ParkedStreams } from '../model/parked-streams.ts';
import { reactionOf } from '../model/reactions.ts';
import { defineVerb, done, refused, type VerbEntry } from './verbs.ts';

interface PauseOptions {
  readonly system: System;
  readonly store: LaneStore;
  readonly health: LaneHealth;
  readonly streams: Pick<ParkedStreams, 'resume'>;
}

const Input = z.strictObject({ projection: z.string() });

export function pauseVerbs({ system, store, health, streams }: PauseOptions): readonly VerbEntry[] {
  const unpause = async (lane: Lane): Promise<boolean> => {
    const { paused } = await store.state(lane);
    if (paused) await store.pause(lane, null);
    return paused !== null;
  };
  return [
    defineVerb('pauseProjection', {
      input: Input,
      run: async ({ projection: name }, { principal, reason, at }) => {
        const projection = system.projection(name);
        if (!projection) return refused('NOT_FOUND', `There is no projection ${name}.`);
        const lanes = lanesOf(projection);
        await Promise.all(
          lanes.map((lane) => store.pause(lane, { by: principal, reason: reason ?? '', at })),
        );
        return done({ projection: name, paused: lanes.map(laneName) });
      },
    }),
    defineVerb('resumeProjection', {
      input: Input,
      run: async ({ projection: name }) => {
        const lanes = system.lanesToRing.filter((lane) => lane.projection === name);
        if (lanes.length === 0) return refused('NOT_FOUND', `There is no projection or reaction ${name}.`);
        // Those of reactions are held back, or stopped by their breaker.
        const documented = system.projection(name) ? lanes : [];
        const paused = await Promise.all(documented.map(unpause));
        const heldBack = await health.resume(lanes);
        const isStopped = documented.length === 0 && (await streams.resume(reactionOf(name)));
        return done({
          projection: name,
          resumed: documented.filter((_, index) => paused[index]).map(laneName),
          triedAgain: (isStopped ? lanes : heldBack).map(laneName),
        });
      },
    }),
  ];
}
