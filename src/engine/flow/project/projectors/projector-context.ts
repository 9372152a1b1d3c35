// The options of a projector, and the context that its steps share.
import type { LaneStore } from '../../../model/documents.ts';
import type { Generation } from '../../../model/lane-state.ts';
import type { EventPages } from '../../../model/event-pages.ts';
import type { EventReader } from '../../../model/event-store.ts';
import type { LaneContents } from '../../../model/lane-contents.ts';
import { laneName, type Lane } from '../../../model/lane.ts';
import type { LaneHealth } from '../../../model/lane-health.ts';
import type { Logger } from '../../../model/logger.ts';
import type { Rebuilds } from '../../../model/rebuilds.ts';
import type { Projection } from '../../../definitions/projection.ts';
import type { FoldLimits, LaneContext } from './lane-context.ts';
import {
  BREAKER_LIMITS,
  createBreaker,
  type BreakerLimits,
  type ParkingBreaker,
} from '../../../model/parking-breaker.ts';

export interface ProjectorOptions {
  readonly projection: Projection;
  readonly reader: EventReader;
  readonly store: LaneStore;
  /** What is held against events of the lanes; nothing if omitted. */
  readonly health?: LaneHealth;
  readonly logger: Logger;
  /** Shared by the projectors of a process, so that each event is read and parsed once. */
  readonly pages?: EventPages;
  readonly limits?: Partial<FoldLimits>;
  /** What operators say of rebuilds, and what they are compared by; there are none if omitted. */
  readonly rebuilding?: Rebuilding;
  /** How long a generation that was replaced is kept, in milliseconds. */
  readonly keepReplacedMs?: number;
  /** When so many documents are parked that the code must be wrong. */
  readonly breaker?: Partial<BreakerLimits>;
  /** After how long a lane that code of another version should serve, but does not, is taken over, in milliseconds. */
  readonly takeOverMs?: number;
}

export interface Rebuilding {
  readonly rebuilds: Rebuilds;
  readonly contents: LaneContents;
}

export type ProjectorContext = Required<Omit<ProjectorOptions, 'limits' | 'breaker' | 'rebuilding'>> & {
  readonly rebuilding: Rebuilding | undefined;
  readonly limits: FoldLimits;
  /** By lane and generation. */
  readonly breakerOf: (lane: Lane, generation: string) => ParkingBreaker;
  /** Of the held back lanes, what has been said in the log. */
  readonly reported: Set<string>;
};

/** @param generation readers see it as complete if it is `live`. */
export function laneContextOf(
  context: ProjectorContext,
  lane: Lane,
  { id, state }: Pick<Generation, 'id'> & { readonly state?: Generation['state'] },
): LaneContext {
  const { projection, reader, store, health, limits, logger } = context;
  const isServed = state === 'live';
  const breaker = context.breakerOf(lane, id);
  return { projection, lane, generation: id, isServed, reader, store, health, limits, logger, breaker };
}

/** What was parked in one generation says nothing of the next. */
export function breakersOf(limits: Partial<BreakerLimits> = {}): ProjectorContext['breakerOf'] {
  const breakers = new Map<string, ParkingBreaker>();
  return (lane, generation) => {
    const name = `${laneName(lane)} ${generation}`;
    const breaker = breakers.get(name) ?? createBreaker({ ...BREAKER_LIMITS, ...limits });
    breakers.set(name, breaker);
    return breaker;
  };
}
