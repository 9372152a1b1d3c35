// One decision: what the decider says to a command as things stand now, and what of it is to be appended where.
import {
  AlreadyExists,
  NotFound,
  reject,
  ValidationFailed,
  VersionConflict,
} from '../../../definitions/refusals.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { InlineDocument, StreamAppend } from '../../../model/event-store.ts';
import type { NewEvent } from '../../../model/events.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { Rejection } from '../../../model/outcome.ts';
import { streamName, type StreamName } from '../../../model/stream.ts';
import type { Command } from '../commands/read-command.ts';
import { storableJson } from '../event-store/storable.ts';
import { gatherFacts, type Deciding, type Gathered } from './gather-facts.ts';
import { inlineDocuments } from './inline-documents.ts';
import type { StateLoader } from './load-states.ts';
import type { StateKey } from './state-key.ts';

export interface Decision {
  /** The command's own stream first; empty for a rejection. */
  readonly streams: readonly StreamAppend[];
  readonly documents?: readonly InlineDocument[];
  /** When it happened, if documents say so already. */
  readonly occurredAt?: string;
  readonly rejection?: Rejection;
  /** In place of a rejection: what was decided can't be stored, and that it can't is not to be stored either. */
  readonly unstorable?: Rejection;
  /** What it was decided on. */
  readonly decidedOn: readonly StateKey[];
  /** Of the events' data as JSON. */
  readonly bytes: number;
}

export async function decideCommand(
  deciding: Deciding,
  command: Command,
  loader: StateLoader,
): Promise<Decision> {
  const gathered = await gatherFacts(deciding, command, loader);
  const decided = decide(deciding, command, gathered);
  const decidedOn = gathered.keys;
  if ('rejected' in decided) return { streams: [], rejection: decided, decidedOn, bytes: 0 };
  const measured = measure(decided);
  if ('rejected' in measured) return { streams: [], unstorable: measured, decidedOn, bytes: 0 };
  const streams = streamsOf(decided, gathered);
  const occurredAt = command.occurredAt ?? new Date().toISOString();
  const documents = await inlineDocuments(deciding.inline, { command, streams, occurredAt }, loader);
  const bytes = documents.reduce((sum, { json }) => sum + json.length, measured.bytes);
  return { streams, decidedOn, bytes, ...(documents.length > 0 ? { documents, occurredAt } : {}) };
}

function decide(
  { decider }: Deciding,
  command: Command,
  { own, facts }: Gathered,
): Rejection | readonly NewEvent[] {
  const { kind, streamId, expectedVersion } = command;
  const what = { what: decider.category, id: streamId };
  if (kind === 'changes' && own.version === 0) return reject(NotFound, what);
  if (kind === 'creates' && own.version > 0) return reject(AlreadyExists, what);
  if (expectedVersion !== undefined && expectedVersion !== own.version) {
    return reject(VersionConflict, { expectedVersion, actualVersion: own.version });
  }
  return decider.decide(command.type, own.state, { input: command.input, facts: facts() });
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
  { stream: own, versionOf }: Gathered,
): readonly StreamAppend[] {
  const byStream = new Map<StreamName, NewEvent[]>([[own, []]]);
  for (const event of events) {
    const stream = event.streamId === undefined ? own : streamName(event.category, event.streamId);
    if (!stream.startsWith(`${event.category}/`)) {
      throw badDefinition(`${event.type} is not an event of ${own}; address it with \`on\`.`);
    }
    const before = byStream.get(stream);
    if (before) before.push(event);
    else byStream.set(stream, [event]);
  }
  return [...byStream].map(([stream, ofStream]) => {
    const expectedVersion = versionOf(stream);
    if (expectedVersion === undefined) {
      throw badDefinition(`${own} may not write to ${stream}, which is not among its facts.`);
    }
    return { stream, expectedVersion, events: ofStream };
  });
}

function badDefinition(message: string): SlipstreamError {
  return new SlipstreamError('BAD_DEFINITION', message);
}
