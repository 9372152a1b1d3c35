// The plan of a deploy: what this code would not understand of the store, and which read models it would fill anew.
import type { Projection } from '../definitions/projection.ts';
import type { LaneStore } from '../model/documents.ts';
import type { EventReader } from '../model/event-store.ts';
import { foldIdOf } from '../model/generation-id.ts';
import { lanesOf } from '../model/lane.ts';
import type { StoredEventType } from '../model/stored-event-types.ts';

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
}

export async function planDeploy({ projections, store, reader, types }: PlanParts): Promise<DeployPlan> {
  const [unreadable, refills] = await Promise.all([
    Promise.all(types.map((type) => unreadableOf(reader, type))),
    Promise.all(projections.map((projection) => refillOf(store, projection))),
  ]);
  const events = types.reduce((sum, type) => sum + type.events, 0);
  return { events, unreadable: unreadable.flat(), refills: events > 0 ? refills.flat() : [] };
}

async function unreadableOf(
  reader: PlanParts['reader'],
  type: StoredEventType,
): Promise<readonly UnreadableType[]> {
  const samples = await Promise.all([type.first, type.last].map((position) => reader.readFrom(position, 1)));
  const [fault] = samples.flat().flatMap(({ unreadable }) => unreadable ?? []);
  return fault ? [{ ...type, code: fault.code, message: fault.message }] : [];
}

async function refillOf(store: PlanParts['store'], projection: Projection): Promise<readonly Refill[]> {
  const { name, foldId } = projection;
  const states = await Promise.all(lanesOf(projection).map((lane) => store.state(lane)));
  const served = states.map(({ live }) => (live ? foldIdOf(live.id) : undefined));
  if (served.every((each) => each === foldId)) return [];
  const from = [...new Set(served.filter((each) => each !== undefined))];
  return [{ projection: name, from, to: foldId }];
}
