// The projector of one projection: turns that keep what readers see at the head, and fillings of what replaces it.
import type { LaneSurvey } from '../../model/documents.ts';
import { unwatchedLanes } from '../../model/lane-health.ts';
import { laneName, type Lane } from '../../model/lane.ts';
import type { LaneStatus, Turn, Turns } from '../../model/turns.ts';
import { claimLane } from './generations/claim-lane.ts';
import { fillBeside, isToFill } from './generations/fill-beside.ts';
import { serveLive } from './generations/serve-live.ts';
import { logGenerations } from './generations/log-generations.ts';
import { createEventPages } from './projectors/event-pages.ts';
import { heldLanes } from './projectors/held-lanes.ts';
import { FOLD_LIMITS } from './projectors/lane-context.ts';
import { isToMend, mendLosses } from './projectors/mend-losses.ts';
import { breakersOf, type ProjectorOptions, type ProjectorContext } from './projectors/projector-context.ts';

export interface Projector {
  /** Brings what readers see to the head, opening it anew where it is missing or of another store. */
  readonly turn: Turn;
  /** As `turn`, for a lane that this process has brought to the head last; comes back at once for any other. */
  readonly goOn: Turns['goOn'];
  /**
   * Brings what is to replace it to the head and puts it in its place, and removes what was replaced long ago.
   * Comes back at once if there is nothing to do.
   */
  readonly fill: Turn;
  /** What a sweep has seen of the lane, as it is carried. */
  status(lane: Lane, seen: LaneSurvey): LaneStatus;
}

/** How long a generation that was replaced is kept, in milliseconds. */
export const KEEP_REPLACED_MS = 10 * 60_000;

export function createProjector({ breaker, ...options }: ProjectorOptions): Projector {
  const context: ProjectorContext = {
    ...options,
    breakerOf: breakersOf(breaker),
    store: logGenerations(options.store, options.logger),
    pages: options.pages ?? createEventPages({ reader: options.reader }),
    health: options.health ?? unwatchedLanes,
    rebuilding: options.rebuilding,
    reported: new Set(),
    limits: { ...FOLD_LIMITS, ...options.limits },
    keepReplacedMs: options.keepReplacedMs ?? KEEP_REPLACED_MS,
    takeOverMs: options.takeOverMs ?? 15_000,
  };
  const claim = claimLane(context);
  const fill = fillBeside(context);
  const held = heldLanes(context);
  const alone = oneAtATime();
  /** Lanes that were filled once, which is where this code makes its claim. */
  const filled = new Set<string>();
  return {
    turn: async (lane: Lane, signal: AbortSignal) => {
      await claim(lane);
      return alone(lane, () => serveLive(context, lane, { signal, held }));
    },
    goOn: (lane, ...rest) => alone(lane, () => held.goOn(lane, ...rest)),
    fill: async (lane: Lane, signal: AbortSignal) => {
      await claim(lane);
      await alone(lane, () => mendLosses(context, lane));
      const outcome = await fill(lane, signal);
      filled.add(laneName(lane));
      return outcome;
    },
    status: (lane, seen) => {
      const position = seen.checkpoint?.position;
      if (seen.paused) {
        held.drop(lane);
        return { position, isToFill: false, isPaused: true };
      }
      const isNew = !filled.has(laneName(lane));
      return { position, isToFill: isNew || isToFill(context, seen) || isToMend(context, seen) };
    },
  };
}

/** What changes the same generation of a lane would only fence each other off. */
function oneAtATime(): <Result>(lane: Lane, run: () => Promise<Result>) => Promise<Result> {
  const last = new Map<string, Promise<unknown>>();
  return (lane, run) => {
    const name = laneName(lane);
    const ran = (last.get(name) ?? Promise.resolve()).then(run, run);
    last.set(name, ran);
    return ran;
  };
}
