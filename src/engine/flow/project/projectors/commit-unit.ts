// The commit of a unit of work: documents closed and measured, references, and which document embeds what.
import { randomUUID } from 'node:crypto';
import type {
  ChangedDocument,
  Checkpoint,
  IndexChange,
  IndexEntry,
  LaneCommit,
} from '../../../model/documents.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import { PARKED_INDEX } from '../../../model/parked.ts';
import { comparePositions, type Position } from '../../../model/position.ts';
import { bySlices } from '../../../async/by-slices.ts';
import { closeDocument, type DocumentState } from '../../../fold/document-state.ts';
import { embeddedBy, fillEmbeds, isFilled, referenceName } from '../../../fold/fold-references.ts';
import { orPark } from '../../../fold/park.ts';
import type { LaneContext } from './lane-context.ts';
import { embedderEntries } from './index-entries.ts';
import { restoreReferences } from './restore-lost.ts';
import { searchChanges } from './search-changes.ts';
import type { UnitOfWork } from './unit-of-work.ts';
import { loadInto } from './working-set.ts';

/** Of UTF-8, for one unit of UTF-16. */
const MOST_BYTES_PER_UNIT = 3;

export interface ClosedUnit {
  readonly documents: readonly ChangedDocument[];
  readonly bytes: number;
}

/**
 * Fills what is still missing of other streams and closes the changed documents.
 * @param upTo everything up to here is in what is stored.
 * Throws DOCUMENT_TOO_LARGE.
 */
export async function closeUnit(unit: UnitOfWork, upTo: Position): Promise<ClosedUnit> {
  const { context, set } = unit;
  await fillMissing(unit, upTo);
  let bytes = 0;
  const documents: ChangedDocument[] = [];
  await bySlices([...unit.documents], ([id, { eventTypes, lastEvent }]) => {
    const state = set.documents.get(id);
    if (!state) return true;
    const { version, position, body, parked } = closeDocument(context.projection, state);
    const json = body === null ? '' : JSON.stringify(body);
    bytes += measure(context, id, json);
    const announcedAs = announcedBy(context, position, lastEvent);
    documents.push({
      ...{ id, version, position, json, eventTypes },
      ...(announcedAs && { announcedAs }),
      ...(parked && { parked }),
    });
    return true;
  });
  return { documents, bytes };
}

/** Whoever appended later events has written those into an inline document already; they are told in their turn. */
function announcedBy(
  { projection }: LaneContext,
  position: Position,
  last: RecordedEvent | undefined,
): ChangedDocument['announcedAs'] {
  if (!projection.inline || !last || comparePositions(position, last.position) <= 0) return undefined;
  return { version: last.version, position: last.position };
}

/** The commit that moves a lane from one checkpoint to the next. */
export function commitOf(unit: UnitOfWork, { closed, from, to }: CommitParts): LaneCommit {
  const { context, set } = unit;
  const references = [...unit.references].map(([name, { key }]) => {
    return { ...key, value: set.references.get(name) ?? null };
  });
  return {
    lane: context.lane,
    generation: context.generation,
    expected: from,
    checkpoint: { ...to, incarnation: from.incarnation, batchId: randomUUID() },
    documents: closed.documents,
    ...(context.isServed ? {} : { isUnread: true }),
    ...(context.projection.inline ? { keepNewer: true } : {}),
    references,
    index: indexChanges(unit),
    search: searchChanges(unit),
    ...newIds(unit),
    projectedAt: new Date().toISOString(),
    foldedFrom: unit,
  };
}

interface CommitParts {
  readonly closed: ClosedUnit;
  readonly from: Checkpoint;
  readonly to: Pick<Checkpoint, 'position' | 'eventId' | 'cursor'>;
}

/** Only where the lane keeps them. */
function newIds({ context: { projection }, documents }: UnitOfWork): Pick<LaneCommit, 'newIds'> {
  if (!projection.keepsIds) return {};
  return { newIds: [...documents].flatMap(([id, { before }]) => (before === null ? [id] : [])) };
}

async function fillMissing(
  { context, set, documents, references }: UnitOfWork,
  upTo: Position,
): Promise<void> {
  const { projection } = context;
  if (projection.embeds.length === 0) return;
  const unfilled = [...documents.keys()].flatMap((id) => {
    const state = set.documents.get(id);
    return state && !state.parked && !isFilled(projection, state) ? [state] : [];
  });
  if (unfilled.length === 0) return;
  const missing = await loadInto(set, context, {
    documents: [],
    references: unfilled.flatMap((state) => embeddedBy(projection, state)),
  });
  await restoreReferences(context, set, { keys: missing, upTo });
  for (const key of missing) {
    const name = referenceName(key);
    references.set(name, { key, before: set.references.get(name) ?? null });
  }
  for (const state of unfilled) {
    const { before = null, lastEvent: event } = documents.get(state.id) ?? {};
    const fill = () => fillEmbeds(projection, state, (key) => set.references.get(referenceName(key)) ?? null);
    const filled = event ? orPark({ projection, id: state.id, before, event }, fill) : fill();
    set.documents.set(state.id, filled);
  }
}

/** Its bytes if they are many, and roughly that if not. */
function measure({ limits, logger, projection }: LaneContext, id: string, json: string): number {
  if (json.length * MOST_BYTES_PER_UNIT <= limits.documentWarnBytes) return json.length;
  const bytes = Buffer.byteLength(json);
  const details = { projection: projection.name, document: id, bytes };
  if (bytes > limits.documentBytes) {
    throw new SlipstreamError('DOCUMENT_TOO_LARGE', `A document of ${projection.name} is too large.`, {
      details,
    });
  }
  if (bytes > limits.documentWarnBytes) logger.warn(details, 'A document is growing too large.');
  return bytes;
}

/** Of all indexes of the lane: that of parked documents, those of references that documents embed, and those of the projection. */
function indexChanges(unit: UnitOfWork): readonly IndexChange[] {
  const { context, set, documents } = unit;
  const { projection } = context;
  const { embeds, indexes } = projection;
  const parked = projection.store === 'redis' ? parkedChanges(unit) : [];
  if (embeds.length + indexes.length === 0) return parked;
  const embedding = embeds.map(({ by }) => by);
  const embedders = (state: DocumentState | null) => embedderEntries(projection, state);
  const changes: IndexChange[] = [...parked];
  for (const [id, { before }] of documents) {
    const after = set.documents.get(id) ?? null;
    if (!isSameIn(embedding, before, after)) {
      changes.push(...changesBetween(embedders(before), embedders(after)));
    }
    for (const { fields, entriesOf } of indexes) {
      if (isSameIn(fields, before, after)) continue;
      changes.push(...changesBetween(entriesOf(id, before?.own ?? null), entriesOf(id, after?.own ?? null)));
    }
  }
  return changes;
}

/** Tables find parked documents by their bodies. */
function parkedChanges({ set, documents }: UnitOfWork): readonly IndexChange[] {
  const changes: IndexChange[] = [];
  for (const [id, { before }] of documents) {
    const isParked = set.documents.get(id)?.parked !== undefined;
    if (isParked !== (before?.parked !== undefined)) {
      changes.push({ index: PARKED_INDEX, member: id, score: isParked ? 0 : null });
    }
  }
  return changes;
}

/** Whether what follows from the fields is what it was. */
function isSameIn(
  fields: readonly string[],
  before: DocumentState | null,
  after: DocumentState | null,
): boolean {
  const [old, now] = [before?.own ?? null, after?.own ?? null];
  if (old === null || now === null) return old === now;
  return fields.every((field) => old[field] === now[field]);
}

function changesBetween(before: readonly IndexEntry[], after: readonly IndexEntry[]): readonly IndexChange[] {
  if (before.length === 0) return after;
  const nameOf = ({ index, member }: IndexEntry): string => `${index} ${member}`;
  const scores = new Map(before.map((entry) => [nameOf(entry), entry.score]));
  const kept = new Set(after.map(nameOf));
  return [
    ...after.filter((entry) => scores.get(nameOf(entry)) !== entry.score),
    ...before.filter((entry) => !kept.has(nameOf(entry))).map((entry) => ({ ...entry, score: null })),
  ];
}
