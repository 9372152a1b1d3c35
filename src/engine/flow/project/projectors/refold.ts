// Documents and reference values folded anew from the store, as of a position: what a lane would hold of them there.
import { concerns } from '../../../definitions/concerns.ts';
import type { DocumentState } from '../../../fold/document-state.ts';
import type { TouchedDocuments } from '../../../fold/fold-document.ts';
import {
  documentsTouchedSafely,
  foldDocumentOrPark,
  foldReferenceOrPoison,
  type WithoutHanging,
} from '../../../fold/park.ts';
import { EVERYWHERE, isDiscarded } from '../../../model/discarded-events.ts';
import { foldEvents, inOrder } from '../../../fold/fold-events.ts';
import { embeddedBy, referenceName, referencesTouchedBy } from '../../../fold/fold-references.ts';
import type { Projection } from '../../../definitions/projection.ts';
import type { ReferenceKey } from '../../../model/documents.ts';
import type { EventReader } from '../../../model/event-store.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { Reference } from '../../../definitions/reference.ts';
import { LIMITS } from '../../../model/limits.ts';
import { comparePositions, distance, nextPosition, type Position } from '../../../model/position.ts';
import { streamName, type StreamName } from '../../../model/stream.ts';
import { inHandAt, type Work } from '../../../model/work-in-hand.ts';
import { folding, type LaneContext } from './lane-context.ts';

export interface Refolding extends WithoutHanging {
  readonly projection: Projection;
  readonly reader: EventReader;
  /** Everything up to and including this position is folded in. */
  readonly upTo: Position;
  /** The lane that can't go on without it, if one waits. */
  readonly work?: Work | undefined;
}

/** For a lane: what is known to hang is not run, and what hangs now is held against the lane's code. */
export async function refoldingFor(
  { projection, reader, health, ...context }: LaneContext,
  upTo: Position,
): Promise<Refolding> {
  const { lane } = context;
  const hanging = await health.hanging({ lane, codeHash: projection.codeHash });
  return { projection, reader, upTo, hanging, work: folding({ projection, lane }) };
}

/** By reference name; what can't be folded is poisoned. */
export async function refoldReferences(
  refolding: Refolding,
  keys: readonly ReferenceKey[],
): Promise<ReadonlyMap<string, JsonObject | null>> {
  const { projection } = refolding;
  const references = new Map(projection.embeds.map(({ embeds }) => [embeds.name, embeds]));
  const streams = await readWhole(refolding, keys.map(streamOf(projection)));
  return new Map(
    keys.map((key, index) => {
      const reference = references.get(key.name);
      const events = (streams[index] ?? []).filter(({ type }) => reference?.types.has(type));
      const value = events.reduce<JsonObject | null>(
        (before, event) => (reference ? foldReferenceIn(refolding, reference, { before, event }) : before),
        null,
      );
      return [referenceName(key), value] as const;
    }),
  );
}

const workOf = ({ projection, work }: Refolding): Work =>
  work ?? { activity: `fold ${projection.name} anew` };

function foldReferenceIn(
  refolding: Refolding,
  reference: Reference,
  step: { readonly before: JsonObject | null; readonly event: RecordedEvent },
): JsonObject | null {
  const { projection, hanging } = refolding;
  return inHandAt(workOf(refolding), step.event.position, () =>
    foldReferenceOrPoison(projection, reference, { ...step, hanging }),
  );
}

/** By id; a stream that nothing came of has a document without a body. What can't be folded is parked. */
export async function refoldDocuments(
  refolding: Refolding,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DocumentState>> {
  if (!refolding.projection.ownStreamOnly) return foldStore(refolding, ids);
  const all = new Map<string, DocumentState>();
  for (let from = 0; from < ids.length; from += LIMITS.documentsMendedAtOnce) {
    const some = await foldStreams(refolding, ids.slice(from, from + LIMITS.documentsMendedAtOnce));
    for (const [id, state] of some) all.set(id, state);
  }
  return all;
}

/** Of their own streams and those they show in the end: what they showed before was overwritten. */
async function foldStreams(
  refolding: Refolding,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DocumentState>> {
  const { projection } = refolding;
  const own = await readWhole(
    refolding,
    ids.map((id) => streamName(projection.owner ?? '', id)),
  );
  const without = ids.map((id, index) => fold(refolding, id, { events: own[index] ?? [], references: [] }));
  const shown = without.map((state) => embeddedBy(projection, state));
  const keys = new Map(shown.flat().map((key) => [referenceName(key), key]));
  const streams = await readWhole(refolding, [...keys.values()].map(streamOf(projection)));
  const byName = new Map([...keys.keys()].map((name, index) => [name, streams[index] ?? []]));
  return new Map(
    ids.flatMap((id, index) => {
      const references = shown[index] ?? [];
      const others = references.flatMap((key) => byName.get(referenceName(key)) ?? []);
      const events = inOrder([...(own[index] ?? []), ...others]);
      const state = fold(refolding, id, { events, references });
      return state ? [[id, state] as const] : [];
    }),
  );
}

function fold(
  { projection, hanging, work }: Refolding,
  id: string,
  read: { readonly events: readonly RecordedEvent[]; readonly references: readonly ReferenceKey[] },
): DocumentState | null {
  return foldEvents(projection, id, { base: null, from: '0', ...read, parks: true, hanging, work });
}

/** Which events are routed to a document only its projection knows: all of the store are looked at. */
async function foldStore(
  refolding: Refolding,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DocumentState>> {
  const { projection, hanging } = refolding;
  const work = workOf(refolding);
  const wanted = new Set(ids);
  const states = new Map<string, DocumentState>();
  const values = new Map<string, JsonObject | null>();
  const lookup = (key: ReferenceKey) => values.get(referenceName(key)) ?? null;
  for await (const event of eventsUpTo(refolding)) {
    if (isDiscarded(event, projection.name, EVERYWHERE) || !concerns(projection.categories, event)) continue;
    const references = referencesTouchedBy(projection, event);
    for (const reference of references) {
      const name = referenceName({ name: reference.name, id: event.streamId });
      const before = values.get(name) ?? null;
      values.set(name, foldReferenceIn(refolding, reference, { before, event }));
    }
    const { routed, moved } = touchedBy(refolding, event);
    const touched = [...routed, ...(moved === undefined ? [] : [moved])].filter((id) => wanted.has(id));
    for (const id of references.length > 0 ? wanted : touched) {
      const step = { before: states.get(id) ?? null, event, lookup, hanging };
      const after = inHandAt({ ...work, document: id }, event.position, () =>
        foldDocumentOrPark(projection, id, step),
      );
      if (after) states.set(id, after);
    }
  }
  return states;
}

function touchedBy({ projection, hanging, work }: Refolding, event: RecordedEvent): TouchedDocuments {
  const find = () => documentsTouchedSafely(projection, event, hanging);
  return work ? inHandAt(work, event.position, find) : find();
}

async function* eventsUpTo({ reader, upTo }: Refolding): AsyncGenerator<RecordedEvent> {
  let last: Position = '0';
  for (let left = distance(last, upTo); left > 0; left = distance(last, upTo)) {
    const page = await reader.readFrom(nextPosition(last), Math.min(left, LIMITS.eventsPerRead));
    yield* page;
    const end = page.at(-1);
    if (!end) return;
    last = end.position;
  }
}

async function readWhole(
  { reader, upTo }: Refolding,
  names: readonly StreamName[],
): Promise<readonly (readonly RecordedEvent[])[]> {
  if (names.length === 0) return [];
  const { streams } = await reader.readStreams(names.map((stream) => ({ stream, after: 0 })));
  return streams.map((events) => events.filter(({ position }) => comparePositions(position, upTo) <= 0));
}

function streamOf(projection: Projection): (key: ReferenceKey) => StreamName {
  const categories = new Map(projection.embeds.map(({ embeds }) => [embeds.name, embeds.category]));
  return ({ name, id }) => streamName(categories.get(name) ?? '', id);
}
