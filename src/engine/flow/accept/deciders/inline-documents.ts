// Inline projections: the documents of a decision's streams as they will be after its events, to be appended with them.
import { closeDocument } from '../../../fold/document-state.ts';
import type { Projection } from '../../../definitions/projection.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { InlineDocument, StreamAppend } from '../../../model/event-store.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { laneOf } from '../../../model/lane.ts';
import { parseStreamName } from '../../../model/stream.ts';
import type { Command } from '../commands/read-command.ts';
import { asStored } from '../event-store/storable.ts';
import { documentFold, isFoldedPart, type DocumentFold } from './folds.ts';
import type { StateLoader } from './load-states.ts';
import type { StateKey } from './state-key.ts';

/** The folds of the inline projections whose documents belong to streams of a category. */
export type InlineFolds = (category: string) => readonly DocumentFold[];

export function inlineFolds(projections: readonly Projection[]): InlineFolds {
  const folds = projections.filter(({ inline }) => inline).map(documentFold);
  return (category) => folds.filter(({ projection }) => projection.owner === category);
}

interface Decided {
  readonly command: Command;
  readonly streams: readonly StreamAppend[];
  /** ISO 8601. */
  readonly occurredAt: string;
}

/** None for a stream that has moved on meanwhile: then the append meets a conflict. */
export async function inlineDocuments(
  folds: InlineFolds,
  decided: Decided,
  loader: Pick<StateLoader, 'load'>,
): Promise<readonly InlineDocument[]> {
  const touched = decided.streams.flatMap((append) =>
    append.events.length === 0
      ? []
      : folds(parseStreamName(append.stream).category).map((fold) => ({ fold, append })),
  );
  if (touched.length === 0) return [];
  const keys = touched.map(({ fold, append }): StateKey => {
    return { stream: append.stream, fold, isNew: append.expectedVersion === 0 };
  });
  const { states } = await loader.load(keys);
  return touched.flatMap(({ fold, append }, index) => {
    const before = states[index];
    if (before?.version !== append.expectedVersion || before.last?.id !== append.lastEventId) return [];
    const events = append.events.map((_, at) => eventToBe(decided, append, at));
    const after = events.reduce<unknown>(fold.apply, before.state);
    return isFoldedPart(after) ? [documentOf(fold, append, after.own)] : [];
  });
}

function documentOf(
  { projection }: DocumentFold,
  append: StreamAppend,
  own: JsonObject | null,
): InlineDocument {
  const { stream, expectedVersion, events } = append;
  const { id } = parseStreamName(stream);
  const version = expectedVersion + events.length;
  const { body } = closeDocument(projection, { id, version, position: '0', own, embedded: {} });
  return {
    lane: { projection: projection.name, lane: laneOf(id, projection.lanes) },
    foldId: projection.foldId,
    ...{ id, stream, version },
    json: body === null ? '' : JSON.stringify(body),
  };
}

/** The event as a fold will see it once it is stored, but for what only the store knows. */
function eventToBe(
  { command, occurredAt }: Decided,
  { stream, expectedVersion, events }: StreamAppend,
  at: number,
): RecordedEvent {
  const event = events[at];
  if (!event) throw new SlipstreamError('BAD_DEFINITION', 'There is no such event.');
  const { category, id: streamId } = parseStreamName(stream);
  const { type, schemaVersion, data } = event;
  return {
    ...{ category, streamId, type, schemaVersion, occurredAt, metadata: command.metadata },
    version: expectedVersion + at + 1,
    data: asStored(data),
    get id(): string {
      return unknownYet('id');
    },
    get position(): string {
      return unknownYet('position');
    },
    get recordedAt(): string {
      return unknownYet('recordedAt');
    },
  };
}

function unknownYet(member: string): never {
  throw new SlipstreamError('BAD_DEFINITION', `An inline projection can't know the ${member} of an event.`);
}
