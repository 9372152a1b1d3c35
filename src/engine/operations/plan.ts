// The plan of a deploy: what this code would not understand of the store, and which read models it would fill anew.
import type { Projection } from '../definitions/projection.ts';
import type { LaneStore } from '../model/documents.ts';
import type { EventReader } from '../model/event-store.ts';
import { foldIdOf } from '../model/generation-id.ts';
import { lanesOf } from '../model/lane.ts';
import type { LaneGeneration } from '../stores/redis/generation-bytes.ts';
import type { StoredEventType } from '../model/stored-event-types.ts';
import type { RefillEstimate, RefillRate } from './refill-estimates.ts';

/** A stored type and schema version that this code can't read, as samples of it say. */
export interface UnreadableType extends StoredEventType {
  readonly code: string;
  readonly message: string;
}

export interface Refill {
  readonly projection: string;
  /** Fold identities of what readers see now; none if nothing was ever filled. */
  readonly from: readonly string[];
  readonly to: string;
  readonly estimate: RefillEstimate;
}

export interface DeployPlan {
  /** Events in the store: so many are folded for each refill. */
  readonly events: number;
  readonly unreadable: readonly UnreadableType[];
  readonly refills: readonly Refill[];
}

interface PlanParts {
  readonly projections: readonly Projection[];
  readonly store: Pick<LaneStore, 'state'>;
  readonly reader: Pick<EventReader, 'readFrom'>;
  readonly types: readonly StoredEventType[];
  readonly rateOf: (projection: string) => Promise<RefillRate>;
  /** In bytes, by projection: what generations take. */
  readonly bytesOf: (generations: readonly LaneGeneration[]) => Promise<ReadonlyMap<string, number>>;
}

interface Outdated extends Omit<Refill, 'estimate'> {
  readonly store: Projection['store'];
  readonly live: readonly LaneGeneration[];
}

export async function planDeploy(parts: PlanParts): Promise<DeployPlan> {
  const { projections, store, reader, types } = parts;
  const [unreadable, outdated] = await Promise.all([
    Promise.all(types.map((type) => unreadableOf(reader, type))),
    Promise.all(projections.map((projection) => outdatedOf(store, projection))),
  ]);
  const events = types.reduce((sum, type) => sum + type.events, 0);
  const refills = events > 0 ? await estimated(parts, outdated.flat(), events) : [];
  return { events, unreadable: unreadable.flat(), refills };
}

async function unreadableOf(
  reader: PlanParts['reader'],
  type: StoredEventType,
): Promise<readonly UnreadableType[]> {
  const samples = await Promise.all([type.first, type.last].map((position) => reader.readFrom(position, 1)));
  const [fault] = samples.flat().flatMap(({ unreadable }) => unreadable ?? []);
  return fault ? [{ ...type, code: fault.code, message: fault.message }] : [];
}

async function estimated(
  { rateOf, bytesOf }: PlanParts,
  outdated: readonly Outdated[],
  events: number,
): Promise<readonly Refill[]> {
  const live = outdated.flatMap((each) => (each.store === 'redis' ? each.live : []));
  const bytes = live.length > 0 ? await bytesOf(live) : new Map<string, number>();
  return Promise.all(
    outdated.map(async ({ projection, from, to, store }) => {
      const rate = await rateOf(projection);
      const ms = Math.ceil((events / rate.eventsPerSecond) * 1000);
      const redisBytes = store === 'redis' ? bytes.get(projection) : 0;
      return { projection, from, to, estimate: { ...rate, ms, redisBytes } };
    }),
  );
}

async function outdatedOf(store: PlanParts['store'], projection: Projection): Promise<readonly Outdated[]> {
  const { name, foldId } = projection;
  const lanes = lanesOf(projection);
  const states = await Promise.all(lanes.map((lane) => store.state(lane)));
  const served = states.map(({ live }) => (live ? foldIdOf(live.id) : undefined));
  if (served.every((each) => each === foldId)) return [];
  const from = [...new Set(served.filter((each) => each !== undefined))];
  const live = states.flatMap(({ live: each }, index) => {
    const lane = lanes[index];
    return each && lane ? [{ lane, generation: each.id }] : [];
  });
  return [{ projection: name, from, to: foldId, store: projection.store, live }];
}
