// Lag: how far each lane is behind the head, in events and by the clock of the database. Nothing is remembered for it.
import type { LaneStore, LaneSurvey } from '../model/documents.ts';
import { lanesOf, type Lane } from '../model/lane.ts';
import { BEFORE_FIRST, distance, type Position } from '../model/position.ts';
import { reactionLane, type ReactionCheckpoints } from '../model/reactions.ts';
import type { WaitingEvents } from '../model/waiting-events.ts';

export interface LaneLag {
  readonly lane: Lane;
  /** '0' for a lane that was never begun. */
  readonly position: Position;
  readonly lagEvents: number;
  /** Age of the oldest event that is not folded; 0 if there is none. */
  readonly lagMs: number;
}

/** A lane with what its store says of it; a reaction has no store. */
export interface SurveyedLane extends LaneLag {
  readonly survey: LaneSurvey | undefined;
}

export interface MeasuredLag<Of extends LaneLag = LaneLag> {
  readonly head: Position;
  readonly lanes: readonly Of[];
}

export interface LagSources {
  readonly projections: readonly { readonly name: string; readonly lanes: number }[];
  readonly reactions: readonly { readonly name: string }[];
  readonly lanes: Pick<LaneStore, 'survey'>;
  readonly checkpoints: Pick<ReactionCheckpoints, 'load'>;
  readonly events: WaitingEvents;
}

export type MeasureLag = () => Promise<MeasuredLag<SurveyedLane>>;

/** Two round trips: first where all lanes stand, then what was waiting behind that. */
export function lagReader({ projections, reactions, lanes, checkpoints, events }: LagSources): MeasureLag {
  const ofProjections = projections.flatMap(lanesOf);
  const names = reactions.map(({ name }) => name);
  return async () => {
    const [surveys, moved] = await Promise.all([
      lanes.survey(ofProjections, 0),
      names.length === 0 ? [] : checkpoints.load(names),
    ]);
    const places = [
      ...ofProjections.map((lane, index) => ({ lane, survey: surveys[index] })),
      ...names.map((name) => ({ lane: reactionLane(name), survey: undefined })),
    ];
    const positions = [
      ...ofProjections.map((_, index) => surveys[index]?.checkpoint?.position),
      ...moved.map((at) => at?.position),
    ].map((position) => position ?? BEFORE_FIRST);
    const { head, lanes: lags } = await waitingFor(events, places.map(placedAt(positions)));
    return {
      head,
      lanes: lags.map((lag, index) => ({ ...lag, survey: places[index]?.survey })),
    };
  };
}

const placedAt =
  (positions: readonly Position[]) =>
  ({ lane }: { readonly lane: Lane }, index: number): LanePlace => ({
    lane,
    position: positions[index] ?? BEFORE_FIRST,
  });

export interface LanePlace {
  readonly lane: Lane;
  readonly position: Position;
}

/** One round trip, for lanes of which it is known already where they stand. */
export async function waitingFor(events: WaitingEvents, places: readonly LanePlace[]): Promise<MeasuredLag> {
  const positions = [...new Set(places.map(({ position }) => position))];
  const { head, agesMs } = await events.waiting(positions);
  const ages = new Map(positions.map((position, index) => [position, agesMs[index] ?? 0]));
  return {
    head,
    lanes: places.map(({ lane, position }) => ({
      lane,
      position,
      lagEvents: distance(position, head),
      lagMs: Math.round(ages.get(position) ?? 0),
    })),
  };
}

export interface ProjectionLag {
  readonly projection: string;
  readonly lagEvents: number;
  readonly lagMs: number;
}

/** The most of the lanes of each projection. */
export function lagOfProjections(lanes: readonly LaneLag[]): readonly ProjectionLag[] {
  const most = new Map<string, ProjectionLag>();
  for (const { lane, lagEvents, lagMs } of lanes) {
    const { projection } = lane;
    const before = most.get(projection) ?? { lagEvents: 0, lagMs: 0 };
    most.set(projection, {
      projection,
      lagEvents: Math.max(before.lagEvents, lagEvents),
      lagMs: Math.max(before.lagMs, lagMs),
    });
  }
  return [...most.values()];
}
