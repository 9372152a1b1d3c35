// A document folded from the store by the projection's own code, for a read that cannot wait for the read model.
import { embeddedBy, isFilled, referencesTouchedBy } from '../../../definitions/fold-references.ts';
import { closeDocument, openDocument, type DocumentState } from '../../../definitions/document-state.ts';
import type { Projection } from '../../../definitions/projection.ts';
import type { DocumentRead, ReferenceKey, StoredDocument } from '../../../model/documents.ts';
import type { EventReader, StreamTail } from '../../../model/event-store.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import { LIMITS } from '../../../model/limits.ts';
import {
  comparePositions,
  distance,
  highestPosition,
  nextPosition,
  type Position,
} from '../../../model/position.ts';
import { streamName, type StreamName } from '../../../model/stream.ts';
import { foldEvents, inOrder, referenceName } from './fold-events.ts';

export interface FoldedDocument {
  readonly document: StoredDocument | null;
  /** The document is as of this position of the store. */
  readonly position: Position;
}

interface FoldRequest {
  readonly projection: Projection;
  readonly id: string;
  /** What the read model has, as far as it can be read. */
  readonly stored: DocumentRead | undefined;
}

/** How often a document may show other streams than the ones that were just read for it. */
const ATTEMPTS = 3;

/**
 * Folds the document's own stream and the streams it references, read at one moment: that owes nothing to what is stored,
 * which other code may have written. A document that other streams are routed to, or whose streams are too long for
 * that, is folded from its stored state and all events since then.
 * Nothing if that would be more than LIMITS.eventsFoldedPerRead events. Throws FOLD_FAILED, and what the store throws.
 */
export async function foldWriteModel(
  request: FoldRequest,
  events: EventReader,
): Promise<FoldedDocument | undefined> {
  const whole = request.projection.ownStreamOnly ? await foldOwnStream(request, events) : undefined;
  return whole ?? foldTail(request, events);
}

async function foldOwnStream(
  { projection, id, stored }: FoldRequest,
  events: EventReader,
): Promise<FoldedDocument | undefined> {
  if ((stored?.document?.version ?? 0) > LIMITS.eventsFoldedPerRead) return undefined;
  // Which streams it references is known only after folding; what is stored is a good guess.
  let references = embeddedBy(projection, stateOf(projection, stored));
  const own = wholeStream(streamName(projection.owner ?? '', id));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { streams, head } = await events.readStreams([own, ...references.map(streamOf(projection))]);
    const read = streams.flat();
    if (read.length > LIMITS.eventsFoldedPerRead) return undefined;
    const state = foldEvents(projection, id, { base: null, from: '0', events: inOrder(read), references });
    const known = new Set(references.map(referenceName));
    const unknown = embeddedBy(projection, state).filter((key) => !known.has(referenceName(key)));
    if (unknown.length === 0) return { document: close(projection, state), position: head };
    references = [...references, ...unknown];
  }
  return undefined;
}

async function foldTail(
  { projection, id, stored }: FoldRequest,
  events: EventReader,
): Promise<FoldedDocument | undefined> {
  const base = stateOf(projection, stored);
  const checkpoint = stored?.checkpoint ?? '0';
  const head = await events.head();
  if (distance(checkpoint, head) > LIMITS.eventsFoldedPerRead) return undefined;
  const tail = await readTail(events, checkpoint, head);
  // In the middle of a fan-out the document may be ahead of its lane.
  const from = highestPosition(checkpoint, base?.position ?? '0');
  const state = foldEvents(projection, id, { base, from, events: tail, references: [] });
  const references = embeddedBy(projection, state);
  if (state === null || (isFilled(projection, state) && !tail.some(touches(projection, references)))) {
    return { document: close(projection, state), position: head };
  }
  const { streams } = await events.readStreams(references.map(streamOf(projection)));
  const read = streams.flat();
  if (read.length > LIMITS.eventsFoldedPerRead) return undefined;
  const past = read.filter(({ position }) => comparePositions(position, head) <= 0);
  const complete = foldEvents(projection, id, {
    base,
    from,
    events: inOrder([...past, ...tail]),
    references,
  });
  return { document: close(projection, complete), position: head };
}

async function readTail(
  events: EventReader,
  after: Position,
  head: Position,
): Promise<readonly RecordedEvent[]> {
  const tail: RecordedEvent[] = [];
  let left = distance(after, head);
  let next = nextPosition(after);
  while (left > 0) {
    const some = await events.readFrom(next, Math.min(left, LIMITS.eventsPerRead));
    const last = some.at(-1);
    if (last === undefined) break;
    tail.push(...some);
    left -= some.length;
    next = nextPosition(last.position);
  }
  return tail;
}

function streamOf(projection: Projection): (key: ReferenceKey) => StreamTail {
  const categories = new Map(projection.embeds.map(({ embeds }) => [embeds.name, embeds.category]));
  return ({ name, id }) => wholeStream(streamName(categories.get(name) ?? '', id));
}

/** Or as much of it as it takes to know that it is too long. */
const wholeStream = (stream: StreamName): StreamTail => ({
  stream,
  after: 0,
  limit: LIMITS.eventsFoldedPerRead + 1,
});

function touches(
  projection: Projection,
  references: readonly ReferenceKey[],
): (event: RecordedEvent) => boolean {
  const names = new Set(references.map(referenceName));
  return (event) =>
    referencesTouchedBy(projection, event).some(({ name }) =>
      names.has(referenceName({ name, id: event.streamId })),
    );
}

const stateOf = (projection: Projection, stored: DocumentRead | undefined): DocumentState | null =>
  stored?.document ? openDocument(projection, stored.document) : null;

const close = (projection: Projection, state: DocumentState | null): StoredDocument | null =>
  state && closeDocument(projection, state);
