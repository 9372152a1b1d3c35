// A document folded from the store by the projection's own code, for a read that cannot wait for the read model.
import { embeddedBy, isFilled, referenceName, referencesTouchedBy } from '../../../fold/fold-references.ts';
import { closeDocument, openDocument, type DocumentState } from '../../../fold/document-state.ts';
import { foldInTurns, inOrder } from '../../../fold/fold-events.ts';
import type { Projection } from '../../../definitions/projection.ts';
import type { DocumentRead, ReferenceKey, StoredDocument } from '../../../model/documents.ts';
import type { EventReader, StreamTail } from '../../../model/event-store.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import { openFoldBudget, type FoldBudget } from '../../../model/fold-budget.ts';
import { LIMITS } from '../../../model/limits.ts';
import {
  comparePositions,
  distance,
  highestPosition,
  nextPosition,
  type Position,
} from '../../../model/position.ts';
import { SUBJECT_ERASED } from '../../../model/personal.ts';
import { streamName, type StreamName } from '../../../model/stream.ts';

export interface FoldedDocument {
  readonly document: StoredDocument | null;
  /** The document is as of this position of the store. */
  readonly position: Position;
}

export interface FoldRequest {
  readonly projection: Projection;
  readonly id: string;
  /** What the read model has, as far as it can be read. */
  readonly stored: DocumentRead | undefined;
  /** What may still be folded; as much as for one read if omitted. */
  readonly budget?: FoldBudget;
}

/** How often a document may show other streams than the ones that were just read for it. */
const ATTEMPTS = 3;

/**
 * Folds the document's own stream and the streams it references, read at one moment: that owes nothing to what is stored,
 * which other code may have written. A document that other streams are routed to, or whose streams are too long for
 * that, is folded from its stored state and all events since then.
 * Nothing if that would be more than LIMITS.eventsFoldedPerRead events, or would go on from what other code has folded. Throws FOLD_FAILED, and what the store throws.
 */
export async function foldWriteModel(
  request: FoldRequest,
  events: EventReader,
): Promise<FoldedDocument | undefined> {
  const within = { budget: openFoldBudget(), ...request };
  const whole = request.projection.ownStreamOnly ? await foldOwnStream(within, events) : undefined;
  return whole ?? foldTail(within, events);
}

async function foldOwnStream(
  { projection, id, stored, budget }: Required<FoldRequest>,
  events: EventReader,
): Promise<FoldedDocument | undefined> {
  const most = Math.min(LIMITS.eventsFoldedPerRead, budget.left);
  if (!budget.readsWhole || (stored?.document?.version ?? 0) > most) return undefined;
  // Which streams it references is known only after folding; what is stored is a good guess.
  let references = embeddedBy(projection, stateOf(projection, stored));
  const own: RecordedEvent[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { others, head } = await readOn(own, streamName(projection.owner ?? '', id), {
      ...{ events, most },
      others: references.map(streamOf(projection)),
    });
    const read = [...own, ...others];
    if (read.length > most) {
      budget.readsWhole = false;
      return undefined;
    }
    const folding = { base: null, from: '0', events: inOrder(read), references };
    const state = await foldInTurns(projection, id, folding);
    const known = new Set(references.map(referenceName));
    const unknown = embeddedBy(projection, state).filter((key) => !known.has(referenceName(key)));
    if (unknown.length === 0) {
      budget.left -= read.length;
      return { document: close(projection, state), position: head };
    }
    references = [...references, ...unknown];
  }
  return undefined;
}

interface ReadingOn {
  readonly events: EventReader;
  readonly most: number;
  readonly others: readonly StreamTail[];
}

/**
 * Reads what is missing of a stream, in parts, so that others get their turn: what is there already never changes. The
 * last part, the other streams and the head are of one moment.
 */
async function readOn(own: RecordedEvent[], stream: StreamName, { events, most, others }: ReadingOn) {
  for (;;) {
    const part = { stream, after: own.length, limit: LIMITS.eventsPerRead };
    const { streams, head } = await events.readStreams([part, ...others]);
    const [next = [], ...rest] = streams;
    own.push(...next);
    if (next.length < LIMITS.eventsPerRead || own.length > most) return { others: rest.flat(), head };
  }
}

async function foldTail(
  { projection, id, stored, budget }: Required<FoldRequest>,
  events: EventReader,
): Promise<FoldedDocument | undefined> {
  if (stored?.document?.unfit) return undefined;
  const base = stateOf(projection, stored);
  const checkpoint = stored?.checkpoint ?? '0';
  const head = await events.head();
  const count = distance(checkpoint, head);
  if (count > Math.min(LIMITS.eventsFoldedPerRead, budget.left)) return undefined;
  budget.left -= count;
  const tail = await readTail(events, checkpoint, head);
  // In the middle of a fan-out the document may be ahead of its lane.
  const from = highestPosition(checkpoint, base?.position ?? '0');
  const state = await foldInTurns(projection, id, { base, from, events: tail, references: [] });
  const references = embeddedBy(projection, state);
  if (tail.some(erases(projection, id, references))) return undefined;
  if (state === null || (isFilled(projection, state) && !tail.some(touches(projection, references)))) {
    return { document: close(projection, state), position: head };
  }
  const { streams } = await events.readStreams(references.map(streamOf(projection)));
  const read = streams.flat();
  if (read.length > LIMITS.eventsFoldedPerRead) return undefined;
  const past = read.filter(({ position }) => comparePositions(position, head) <= 0);
  const complete = await foldInTurns(projection, id, {
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

/** Whether the stored document may show what can be read no more. */
function erases(
  projection: Projection,
  id: string,
  references: readonly ReferenceKey[],
): (event: RecordedEvent) => boolean {
  const isShown = touches(projection, references);
  return (event) =>
    event.type === SUBJECT_ERASED &&
    ((event.category === projection.owner && event.streamId === id) || isShown(event));
}

const stateOf = (projection: Projection, stored: DocumentRead | undefined): DocumentState | null =>
  stored?.document ? openDocument(projection, stored.document) : null;

const close = (projection: Projection, state: DocumentState | null): StoredDocument | null =>
  state && closeDocument(projection, state);
