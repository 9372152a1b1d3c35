// Port of rebuilds: operators say what is to become of one, and workers carry it out, lane by lane.
import type { Lane } from './lane.ts';
import type { Difference, RebuildState } from './operations.ts';

/** What the live generation of a lane was compared with, and what came of it. */
export interface Comparison {
  /** Documents. */
  readonly compared: number;
  readonly differences: number;
  /** The first of them, at most `LIMITS.differencesKept`. */
  readonly found: readonly Difference[];
}

export interface RebuildLane {
  readonly lane: number;
  readonly generation: string;
  /** What was live when it was switched; undefined until then. */
  readonly replaced: string | undefined;
  readonly isSwitched: boolean;
  readonly comparison: Comparison | undefined;
}

export interface Rebuild {
  /** Of the deed that began it. */
  readonly id: string;
  readonly projection: string;
  /** Whose code fills it. */
  readonly foldId: string;
  readonly state: RebuildState;
  readonly by: string;
  /** ISO 8601, by the database's clock. */
  readonly startedAt: string;
  /** Milliseconds since then, until now or until it was over. */
  readonly ageMs: number;
  /** Switched to whatever the comparison says. */
  readonly isApproved: boolean;
  readonly eventsPerSecond: number | undefined;
  /** Share of the documents that are compared. */
  readonly sample: number;
  /** Goes back to what was live before another one: nothing is compared. */
  readonly isUndo: boolean;
  /** The deed that approved or ended it. */
  readonly decidedBy: string | undefined;
  /** Why it was ended, if not by an operator. */
  readonly note: string | undefined;
  readonly lanes: readonly RebuildLane[];
}

export interface NewRebuild extends Pick<
  Rebuild,
  'id' | 'projection' | 'foldId' | 'by' | 'isApproved' | 'eventsPerSecond' | 'sample' | 'isUndo'
> {
  readonly lanes: readonly Pick<RebuildLane, 'lane' | 'generation'>[];
}

export interface RebuildStep {
  /** What it must still be. */
  readonly from: readonly RebuildState[];
  readonly to: RebuildState;
  /** The deed that says so. */
  readonly by?: string;
  readonly note?: string;
}

/** All throw STORE_UNAVAILABLE and STORE_FAILED. */
export interface Rebuilds {
  /** Names of the projections of which one is under way. */
  underWay(): Promise<ReadonlySet<string>>;
  /** The one that is under way, or the last one. */
  last(projection: string): Promise<Rebuild | undefined>;
  /** The last one of each projection. */
  all(): Promise<readonly Rebuild[]>;
  /** False while another one of the projection is under way. */
  start(rebuild: NewRebuild): Promise<boolean>;
  /** False if it is elsewhere by now; then nothing was changed. */
  move(id: string, step: RebuildStep): Promise<boolean>;
  compared(id: string, lane: Lane, comparison: Comparison): Promise<void>;
  /** Said before the lane is switched, so that an undo knows what was there. */
  replacing(id: string, lane: Lane, generation: string): Promise<void>;
  switched(id: string, lane: Lane): Promise<void>;
}

export const UNDER_WAY: readonly RebuildState[] = [
  'FILLING',
  'COMPARING',
  'WAITING_FOR_APPROVAL',
  'SWITCHING',
];

export const isUnderWay = ({ state }: Pick<Rebuild, 'state'>): boolean => UNDER_WAY.includes(state);
