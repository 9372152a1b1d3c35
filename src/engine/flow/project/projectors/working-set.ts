// The working set of a turn, in memory: documents and reference values as they stand after the events folded so far.
import type { ReferenceKey } from '../../../model/documents.ts';
import type { SlipstreamError } from '../../../model/errors.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { openDocument, type DocumentState } from '../../../fold/document-state.ts';
import { embeddedBy, poisonOf, referenceName } from '../../../fold/fold-references.ts';
import type { Parked } from '../../../model/parked.ts';
import type { LaneContext } from './lane-context.ts';

export interface WorkingSet {
  /** By id; null for one that is not there. */
  readonly documents: Map<string, DocumentState | null>;
  /** By reference name; null for a stream that has no value. */
  readonly references: Map<string, JsonObject | null>;
  /** Ids of all documents that embed a reference, for references that change in the batch at hand. */
  readonly embedders: Map<string, Set<string>>;
  /** Documents that the next event can't be written into, by id: DOCUMENT_TOO_LARGE, which shows only when they are closed. */
  readonly refused: Map<string, SlipstreamError>;
}

/** @param refused by id, why the next event can't be written into a document. */
export function emptyWorkingSet(refused: WorkingSet['refused'] = new Map()): WorkingSet {
  return { documents: new Map(), references: new Map(), embedders: new Map(), refused };
}

export function forget(set: WorkingSet): void {
  set.documents.clear();
  set.references.clear();
  set.embedders.clear();
}

/** What an event touches in a lane: the documents it is folded into, and the references it changes. */
interface Touching {
  readonly routed: readonly string[];
  readonly moved: string | undefined;
  readonly keys: readonly ReferenceKey[];
}

/** What an erasure leaves of what it touches. */
export interface Anew {
  /** Of the document of the event's own stream. */
  readonly document: DocumentState | undefined;
  /** By reference name. */
  readonly references: ReadonlyMap<string, JsonObject | null>;
}

/** The same, before anything is loaded. */
export interface Touched extends Touching {
  readonly event: RecordedEvent;
  /** Why it can't be folded into any of them: they are parked. */
  readonly fault?: SlipstreamError | undefined;
  /** In place of a fold: what the store gives by now of all that it touches. */
  readonly anew?: Anew;
}

/** So it is with most events, in most lanes. */
export const touchesNothing = ({ routed, moved, keys }: Touching): boolean =>
  routed.length === 0 && moved === undefined && keys.length === 0;

/** Forgets what an event changes that is folded and written elsewhere; the rest is still as it is stored. */
export function forgetTouched(
  set: WorkingSet,
  { projection }: LaneContext,
  { routed, moved, keys }: Touching,
): void {
  const names = new Set(keys.map(referenceName));
  for (const id of routed) set.documents.delete(id);
  if (moved !== undefined) set.documents.delete(moved);
  for (const name of names) set.references.delete(name);
  set.embedders.clear();
  for (const [id, state] of set.documents) {
    const embeds = embeddedBy(projection, state);
    if (embeds.some((key) => names.has(referenceName(key)))) set.documents.delete(id);
  }
}

/**
 * Loads what is not there yet, in one round trip.
 * @returns the references to be folded anew: nothing is stored of them, and they are taken to have no value; or they could
 * not be folded before, and the code may be mended since.
 */
export async function loadInto(
  set: WorkingSet,
  { projection, store, lane, generation }: LaneContext,
  wanted: { readonly documents: Iterable<string>; readonly references: Iterable<ReferenceKey> },
): Promise<readonly ReferenceKey[]> {
  const ids = [...new Set(wanted.documents)].filter((id) => !set.documents.has(id));
  const keys = new Map([...wanted.references].map((key) => [referenceName(key), key]));
  const names = [...keys.keys()].filter((name) => !set.references.has(name));
  if (ids.length === 0 && names.length === 0) return [];
  const references = names.flatMap((name) => keys.get(name) ?? []);
  const loaded = await store.load(lane, generation, ids, references);
  ids.forEach((id, index) => {
    const stored = loaded.documents[index] ?? null;
    set.documents.set(id, stored && openDocument(projection, stored));
  });
  names.forEach((name, index) => set.references.set(name, loaded.references[index] ?? null));
  return references.filter((_, index) => {
    const value = loaded.references[index];
    return value === undefined || (value !== null && isWorthTrying(poisonOf(value)));
  });
}

/** What has ended processes waits for an operator. */
const isWorthTrying = (poison: Parked | undefined): boolean =>
  poison !== undefined && poison.code !== 'FOLD_HANGS';
