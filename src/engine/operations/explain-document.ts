// A document as it is stored and as the store of events gives it, with the events that made it.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Projection } from '../definitions/projection.ts';
import { closeDocument, type DocumentState } from '../fold/document-state.ts';
import { inOrder } from '../fold/fold-events.ts';
import type { DocumentReader, StoredDocument } from '../model/documents.ts';
import { SlipstreamError } from '../model/errors.ts';
import type { EventReader } from '../model/event-store.ts';
import type { RecordedEvent } from '../model/events.ts';
import { laneOf } from '../model/lane.ts';
import type { HangingFolds, LaneHealth } from '../model/lane-health.ts';
import { LIMITS } from '../model/limits.ts';
import type { ExplainedDocument } from '../model/operations.ts';
import { comparePositions, distance, nextPosition, type Position } from '../model/position.ts';
import type { StoreBrowser } from '../model/store-browser.ts';
import { streamName } from '../model/stream.ts';
import { foldBySteps, type FoldedStep, type StepFold } from './explain-steps.ts';

export interface ExplainParts {
  readonly documents: DocumentReader;
  readonly events: EventReader & StoreBrowser;
  readonly health: Pick<LaneHealth, 'hanging'>;
}

export interface ExplainRequest {
  readonly projection: Projection;
  readonly id: string;
  /** How many of the last steps are told. */
  readonly steps: number;
}

type Explained = Omit<ExplainedDocument, 'lane' | 'parked'>;

/** Throws INVALID_READ where it would take more events than LIMITS.eventsExplained, and READ_MODEL_UNAVAILABLE. */
export async function explainDocument(parts: ExplainParts, request: ExplainRequest): Promise<Explained> {
  const { projection, id } = request;
  const [read] = await parts.documents.read([{ projection: projection.name, id }]);
  const checkpoint = read?.checkpoint ?? '0';
  const lane = { projection: projection.name, lane: laneOf(id, projection.lanes) };
  const hanging = await parts.health.hanging({ lane, codeHash: projection.codeHash });
  const { last, atCheckpoint, state } = await replay(parts.events, { ...request, hanging }, checkpoint);
  const events = await parts.events.eventsAt(last.map(({ position }) => position));
  const byPosition = new Map(events.map((event) => [event.position, event]));
  const stored = read?.document ?? null;
  const folded = state && closeDocument(projection, state);
  return {
    ...{ readModel: projection.name, id },
    stored: reportOf(stored),
    folded: reportOf(folded),
    isSame: isSame(stored, atCheckpoint && closeDocument(projection, atCheckpoint)),
    steps: last.flatMap(({ position, ...step }) => {
      const event = byPosition.get(position);
      return event === undefined ? [] : [{ event, ...step }];
    }),
  };
}

const reportOf = (document: StoredDocument | null): ExplainedDocument['stored'] =>
  document === null
    ? undefined
    : { version: document.version, position: document.position, body: document.body };

/** Of a stored document and the fold up to where its lane is: byte for byte. */
function isSame(stored: StoredDocument | null, folded: StoredDocument | null): boolean {
  const textOf = (document: StoredDocument | null): string =>
    document === null ? '' : JSON.stringify([document.version, document.body]);
  return textOf(stored) === textOf(folded);
}

interface Replaying extends ExplainRequest {
  readonly hanging: HangingFolds;
}

interface Replayed {
  readonly last: readonly FoldedStep[];
  readonly atCheckpoint: DocumentState | null;
  readonly state: DocumentState | null;
}

async function replay(events: EventReader, replaying: Replaying, checkpoint: Position): Promise<Replayed> {
  const { projection, id, steps, hanging } = replaying;
  const fold = foldBySteps(projection, id, hanging);
  const last: FoldedStep[] = [];
  let atCheckpoint: DocumentState | null = null;
  for await (const event of eventsOf(events, replaying)) {
    const step = fold.take(event);
    if (step) last.push(step);
    if (last.length > steps) last.shift();
    if (comparePositions(event.position, checkpoint) <= 0) atCheckpoint = fold.state();
  }
  return { last, atCheckpoint, state: fold.state() };
}

/** All that can be something to the document, in order; more than that where only its projection knows. */
function eventsOf(events: EventReader, replaying: Replaying): AsyncIterable<RecordedEvent> {
  return replaying.projection.ownStreamOnly ? eventsOfStreams(events, replaying) : eventsOfStore(events);
}

/** Those of its own stream, and of all that it has ever shown. */
async function* eventsOfStreams(
  events: EventReader,
  { projection, id, hanging }: Replaying,
): AsyncGenerator<RecordedEvent> {
  const [own = []] = await readWhole(events, [streamName(projection.owner ?? '', id)]);
  const categories = new Map(projection.embeds.map(({ embeds }) => [embeds.name, embeds.category]));
  const shown = shownBy(foldBySteps(projection, id, hanging), own);
  const names = shown.map(({ name, id: of }) => streamName(categories.get(name) ?? '', of));
  const others = await readWhole(events, names);
  yield* inOrder([...own, ...others.flat()]);
}

function shownBy(fold: StepFold, events: readonly RecordedEvent[]) {
  for (const event of events) fold.take(event);
  return fold.shown();
}

async function readWhole(events: EventReader, names: readonly `${string}/${string}`[]) {
  if (names.length === 0) return [];
  const limit = LIMITS.eventsFoldedPerRead + 1;
  const { streams } = await events.readStreams(names.map((stream) => ({ stream, after: 0, limit })));
  if (streams.some((stream) => stream.length === limit)) throw tooMany(LIMITS.eventsFoldedPerRead);
  return streams;
}

async function* eventsOfStore(events: EventReader): AsyncGenerator<RecordedEvent> {
  const head = await events.head();
  if (distance('0', head) > LIMITS.eventsExplained) throw tooMany(LIMITS.eventsExplained);
  let last: Position = '0';
  for (let left = distance(last, head); left > 0; left = distance(last, head)) {
    const page = await events.readFrom(nextPosition(last), Math.min(left, LIMITS.eventsPerRead));
    yield* page;
    const end = page.at(-1);
    if (!end) return;
    last = end.position;
    await nextTurn();
  }
}

const tooMany = (most: number): SlipstreamError =>
  new SlipstreamError(
    'INVALID_READ',
    `More than ${most} events would have to be read to explain this document.`,
  );
