// One decision: what the decider says to a command as things stand now, and what of it is to be appended where.
import { reject, ValidationFailed, VersionConflict } from '../../../definitions/refusals.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { InlineDocument, StreamAppend, StreamGuard } from '../../../model/event-store.ts';
import type { NewEvent } from '../../../model/events.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { Rejection } from '../../../model/outcome.ts';
import type { PersonalInput } from '../../../model/personal.ts';
import { streamName, type StreamName } from '../../../model/stream.ts';
import type { Command } from '../commands/read-command.ts';
import { inHandFor } from '../../../model/work-in-hand.ts';
import { storableJson } from '../event-store/storable.ts';
import { checkExistence } from './check-existence.ts';
import { gatherFacts, readingFrom, type Deciding, type Gathered, type Source } from './gather-facts.ts';
import { inlineDocuments } from './inline-documents.ts';
import { idSaid } from './keyed-ids.ts';
import type { StateKey } from './state-key.ts';
import { personalInput } from './personal-input.ts';

export interface Decision {
  /** The command's own stream first; empty for a rejection. */
  readonly streams: readonly StreamAppend[];
  /** Where the other streams stood that it rests on. */
  readonly guards: readonly StreamGuard[];
  readonly documents?: readonly InlineDocument[];
  /** When it happened, if documents say so already. */
  readonly occurredAt?: string;
  readonly rejection?: Rejection;
  /** In place of a rejection: one that is not stored, because what was decided can't be, or says nothing of the next time. */
  readonly unstorable?: Rejection;
  /** Of the command's payload. */
  readonly personal?: PersonalInput;
  /** Of the events' data as JSON. */
  readonly bytes: number;
  /** The states it rests on. */
  readonly states: readonly StateKey[];
  /** Whether some of them were not looked at: then a refusal that is not stored may be a wrong one. */
  readonly isAssumed: boolean;
}

export async function decideCommand(deciding: Deciding, command: Command, loader: Source): Promise<Decision> {
  const gathered = await gatherFacts(deciding, command, loader);
  if ('refused' in gathered) return unstored(gathered.refused, gathered);
  const { keys: states, isAssumed } = gathered;
  const decided = decide(deciding, command, gathered);
  const personal = personalInput(deciding.decider, command, gathered.own);
  if ('rejected' in decided) {
    const guards = guardsOf(gathered);
    return { streams: [], guards, rejection: decided, bytes: 0, states, isAssumed, ...personal };
  }
  const measured = measure(decided);
  if ('rejected' in measured) return unstored(measured, gathered);
  const streams = streamsOf(decided, gathered, command);
  const guards = guardsOf(gathered, streams);
  const occurredAt = command.occurredAt ?? momentOf(gathered, streams);
  const documents = await inlineDocuments(deciding.inline, { command, streams, occurredAt }, loader);
  // When it happened is for the database to say.
  if (isAssumed && documents.length > 0) return decideCommand(deciding, command, readingFrom(loader));
  const bytes = documents.reduce((sum, { json }) => sum + json.length, measured.bytes);
  const rest = { states, isAssumed, ...personal };
  return { streams, guards, bytes, ...rest, ...(documents.length > 0 ? { documents, occurredAt } : {}) };
}

const unstored = (rejection: Rejection, { isAssumed }: Pick<Decision, 'isAssumed'>): Decision => ({
  streams: [],
  guards: [],
  unstorable: rejection,
  bytes: 0,
  states: [],
  isAssumed,
});

function decide(
  { decider }: Deciding,
  command: Command,
  { own, facts }: Gathered,
): Rejection | readonly NewEvent[] {
  const { kind, streamId, expectedVersion } = command;
  const refused = checkExistence({ kind, category: decider.category, id: streamId }, own.version > 0);
  if (refused) return refused;
  if (expectedVersion !== undefined && expectedVersion !== own.version) {
    return reject(VersionConflict, { expectedVersion, actualVersion: own.version });
  }
  const stream = streamName(decider.category, streamId);
  return inHandFor(command.commandId, { activity: `decide ${command.type}`, stream }, () =>
    decider.decide(command.type, own.state, { input: command.input, facts: facts() }),
  );
}

/** Whether the events are such as can be stored; a decider may have cut a string in the middle of a character. */
function measure(events: readonly NewEvent[]): Rejection | Pick<Decision, 'bytes'> {
  const refuse = (message: string): Rejection =>
    reject(ValidationFailed, { issues: [{ path: '', message }] });
  if (events.length > LIMITS.eventsPerCommand) {
    return refuse(`would append ${events.length} events, at most ${LIMITS.eventsPerCommand} are possible`);
  }
  let bytes = 0;
  for (const { type, data } of events) {
    const json = storableJson(data);
    if (json === undefined) return refuse(`${type} would hold what cannot be stored as JSON`);
    const size = Buffer.byteLength(json);
    if (size > LIMITS.eventBytes) {
      return refuse(`${type} would hold ${size} bytes, at most ${LIMITS.eventBytes} are possible`);
    }
    bytes += size;
  }
  return { bytes };
}

function streamsOf(
  events: readonly NewEvent[],
  { stream: own, seen }: Gathered,
  command: Command,
): readonly StreamAppend[] {
  const byStream = new Map<StreamName, NewEvent[]>([[own, []]]);
  for (const event of events) {
    const { streamId } = event;
    const stream = streamId === undefined ? own : streamName(event.category, idSaid(streamId, command));
    if (!stream.startsWith(`${event.category}/`)) {
      throw badDefinition(`${event.type} is not an event of ${own}; address it with \`on\`.`);
    }
    const before = byStream.get(stream);
    if (before) before.push(event);
    else byStream.set(stream, [event]);
  }
  return [...byStream].map(([stream, ofStream]) => {
    const found = seen.find((each) => each.stream === stream);
    if (!found) throw badDefinition(`${own} may not write to ${stream}, which is not among its facts.`);
    const { version: expectedVersion, last } = found;
    return { stream, expectedVersion, events: ofStream, ...(last ? { lastEventId: last.id } : {}) };
  });
}

/** What is written is checked anyway. A stream that was seen at two versions fails by the other one. */
function guardsOf({ seen }: Gathered, written: readonly StreamAppend[] = []): readonly StreamGuard[] {
  const versions = new Map(written.map(({ stream, expectedVersion }) => [stream, expectedVersion]));
  return seen
    .filter(({ stream, version, advisory }) => !advisory && versions.get(stream) !== version)
    .map(({ stream, version, last }) => ({ stream, version, ...(last ? { lastEventId: last.id } : {}) }));
}

/** By the database's clock, which may have been set back: nothing happens before what the streams end with. */
function momentOf({ seen, now }: Gathered, written: readonly StreamAppend[]): string {
  const streams = new Set(written.map(({ stream }) => stream));
  const ends = seen.filter(({ stream }) => streams.has(stream)).map(({ last }) => last?.occurredAt ?? now);
  return ends.reduce((latest, end) => (end > latest ? end : latest), now);
}

function badDefinition(message: string): SlipstreamError {
  return new SlipstreamError('BAD_DEFINITION', message);
}
