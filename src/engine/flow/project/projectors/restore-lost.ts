// The load of what events touch, with what was lost of it folded anew from the store into the working set: so a lost
// key neither stops a lane nor makes it write what is wrong.
import type { DocumentState } from '../../../fold/document-state.ts';
import { referenceName } from '../../../fold/fold-references.ts';
import type { ReferenceKey } from '../../../model/documents.ts';
import type { LogCode } from '../../../model/error-codes.ts';
import type { Position } from '../../../model/position.ts';
import type { LaneContext } from './lane-context.ts';
import { refoldDocuments, refoldingFor, refoldReferences } from './refold.ts';
import { loadInto, touchesNothing, type Touched, type WorkingSet } from './working-set.ts';

interface Restoring {
  readonly touched: readonly Touched[];
  /** Of the checkpoint: everything up to here is in what was stored. */
  readonly upTo: Position;
}

/** Loads what events touch, and makes up for what of it was lost. */
export async function loadTouched(
  context: LaneContext,
  set: WorkingSet,
  restoring: Restoring,
): Promise<void> {
  const { upTo } = restoring;
  const touched = restoring.touched.filter((each) => !touchesNothing(each));
  if (touched.length === 0) return;
  const documents = new Set<string>();
  for (const { routed, moved } of touched) {
    for (const id of routed) documents.add(id);
    if (moved !== undefined) documents.add(moved);
  }
  const referring = touched.filter(({ keys }) => keys.length > 0);
  const missing = await loadInto(set, context, {
    documents,
    references: referring.flatMap(({ keys }) => keys),
  });
  if (missing.length > 0) {
    const begun = new Set(
      referring.flatMap(({ event, keys }) => (event.version === 1 ? keys.map(referenceName) : [])),
    );
    await restoreReferences(context, set, {
      keys: missing.filter((key) => !begun.has(referenceName(key))),
      upTo,
    });
  }
  await restoreDocuments(context, set, { ids: await lostAmong(context, set, touched), upTo });
}

/** Loads documents that are known to be there, and makes up for those that are not. */
export async function loadKnown(
  context: LaneContext,
  set: WorkingSet,
  { ids, upTo }: { readonly ids: Iterable<string>; readonly upTo: Position },
): Promise<void> {
  const all = [...ids];
  await loadInto(set, context, { documents: all, references: [] });
  const lost = all.filter((id) => set.documents.get(id) === null);
  await restoreDocuments(context, set, { ids: lost, upTo });
}

export async function restoreReferences(
  context: LaneContext,
  set: WorkingSet,
  { keys, upTo }: { readonly keys: readonly ReferenceKey[]; readonly upTo: Position },
): Promise<void> {
  if (keys.length === 0) return;
  const values = await refoldReferences(await refoldingFor(context, upTo), keys);
  const lost = [...values].flatMap(([name, value]) =>
    value === null || set.references.get(name) ? [] : [name],
  );
  for (const [name, value] of values) set.references.set(name, value);
  report(context, 'REFERENCE_LOST', lost);
}

/**
 * Documents that must be there after the events before: a stream's own has been there since its first event. Where other
 * streams change documents too, the lane keeps the ids of those it has made.
 */
async function lostAmong(
  { projection, store, lane, generation }: LaneContext,
  set: WorkingSet,
  touched: readonly Touched[],
): Promise<readonly string[]> {
  if (!projection.keepsIds && !projection.ownStreamOnly) return [];
  const seen = new Set<string>();
  const lost: string[] = [];
  for (const { event, routed, moved } of touched) {
    for (const id of moved === undefined ? routed : [...routed, moved]) {
      if (seen.has(id)) continue;
      seen.add(id);
      const isDoubtful = projection.keepsIds || (projection.ownStreamOnly && event.version > 1);
      if (isDoubtful && set.documents.get(id) === null) lost.push(id);
    }
  }
  return projection.keepsIds && lost.length > 0 ? store.knownIds(lane, generation, lost) : lost;
}

async function restoreDocuments(
  context: LaneContext,
  set: WorkingSet,
  { ids, upTo }: { readonly ids: readonly string[]; readonly upTo: Position },
): Promise<void> {
  if (ids.length === 0) return;
  const states = await refoldDocuments(await refoldingFor(context, upTo), ids);
  for (const [id, state] of states) set.documents.set(id, state);
  report(context, 'DOCUMENT_LOST', withBody(states));
}

/** What has no body may never have been stored: older code left it out. */
const withBody = (states: ReadonlyMap<string, DocumentState>): readonly string[] =>
  [...states].flatMap(([id, { own }]) => (own === null ? [] : [id]));

const MOST_NAMED = 10;

/** One line per batch at most. */
function report({ logger, lane }: LaneContext, code: LogCode, lost: readonly string[]): void {
  if (lost.length === 0) return;
  const fields = { code, readModel: lane.projection, lane: lane.lane, lost: lost.length };
  logger.warn(
    { ...fields, ids: lost.slice(0, MOST_NAMED) },
    'Redis has lost what it was given: it is folded anew.',
  );
}
