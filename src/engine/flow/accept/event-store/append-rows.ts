// A batch of commands as rows for the append function. What the database could not take is found here, before it could
// harm the other commands of the batch.

import { SlipstreamError } from '../../../model/errors.ts';
import type { CommandAppend, StreamAppend } from '../../../model/event-store.ts';
import { laneName } from '../../../model/lane.ts';
import type { StreamName } from '../../../model/stream.ts';
import { guardRows, type GuardRows } from './guard-rows.ts';
import { newId } from '../new-id.ts';
import { isStorableText, storableJson } from './storable.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface CommandRow {
  readonly principal: string;
  readonly id: string;
  readonly type: string;
  readonly payload: string;
  readonly inputHash: string;
  readonly streamId: string;
  readonly rejectionCode: string | null;
  readonly rejection: string | null;
  readonly correlationId: string;
  readonly version: number;
  readonly eventCount: number;
}
interface WriteRow {
  readonly command: number;
  readonly stream: StreamName;
  readonly expected: number;
  readonly last: string | null;
  readonly count: number;
}
export interface AppendedRow {
  readonly command: number;
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly payload: string;
  readonly metadata: string;
  readonly occurredAt: string | null;
}

export interface DocumentRow {
  readonly command: number;
  /** How many events of the command come after the last one of the document's stream. */
  readonly eventsAfter: number;
  readonly lane: string;
  readonly foldId: string;
  readonly id: string;
  readonly version: number;
  readonly body: string;
}

export interface AppendRows {
  readonly commands: readonly CommandRow[];
  readonly writes: readonly WriteRow[];
  readonly events: readonly AppendedRow[];
  readonly documents: readonly DocumentRow[];
  readonly guards: GuardRows;
}

/** Throws INVALID_APPEND, and then nothing of the batch is sent. */
export function appendRows(commands: readonly CommandAppend[]): AppendRows {
  return {
    commands: commands.map(commandRow),
    writes: commands.flatMap((command, index) => writeRows(command, index + 1)),
    events: commands.flatMap((command, index) => eventRows(command, index + 1)),
    documents: commands.flatMap((command, index) => documentRows(command, index + 1)),
    guards: guardRows(commands),
  };
}

function commandRow(command: CommandAppend): CommandRow {
  const { commandId, principal, streams, rejection, metadata } = command;
  if (!UUID.test(commandId)) throw invalid(command, 'its id is not a UUID');
  if ((rejection === undefined) !== streams.length > 0)
    throw invalid(command, 'it is neither accepted nor rejected');
  const texts = [principal, command.type, command.streamId, metadata.correlationId];
  if (!texts.every(isStorableText)) throw invalid(command, 'a name in it cannot be stored');
  const [own] = streams;
  return {
    principal,
    id: commandId,
    type: command.type,
    payload: json(command, command.payload),
    inputHash: command.inputHash,
    streamId: command.streamId,
    rejectionCode: rejection?.code ?? null,
    rejection: rejection
      ? json(command, { name: rejection.name, message: rejection.message, data: rejection.data })
      : null,
    correlationId: metadata.correlationId,
    version: own ? own.expectedVersion + own.events.length : 0,
    eventCount: streams.reduce((sum, { events }) => sum + events.length, 0),
  };
}

function writeRows(command: CommandAppend, number: number): readonly WriteRow[] {
  if (new Set(command.streams.map(({ stream }) => stream)).size < command.streams.length) {
    throw invalid(command, 'a stream comes twice in it');
  }
  return command.streams.map(({ stream, expectedVersion, lastEventId, events }) => ({
    command: number,
    stream,
    expected: expectedVersion,
    last: lastEventId ?? null,
    count: events.length,
  }));
}

function eventRows(command: CommandAppend, number: number): readonly AppendedRow[] {
  const metadata = json(command, command.metadata);
  const rowsOf = ({ stream, expectedVersion, events }: StreamAppend): AppendedRow[] =>
    events.map((event, index) => ({
      command: number,
      id: newId(),
      stream,
      version: expectedVersion + index + 1,
      type: event.type,
      schemaVersion: event.schemaVersion,
      payload: json(command, event.data),
      metadata,
      occurredAt: command.occurredAt ?? null,
    }));
  return command.streams.flatMap(rowsOf);
}

function documentRows({ documents = [], streams }: CommandAppend, number: number): readonly DocumentRow[] {
  return documents.map(({ lane, foldId, id, stream, version, json: body }) => {
    const place = streams.findIndex((append) => append.stream === stream);
    const eventsAfter = streams.slice(place + 1).reduce((sum, { events }) => sum + events.length, 0);
    return { command: number, eventsAfter, lane: laneName(lane), foldId, id, version, body };
  });
}

function json(command: CommandAppend, value: unknown): string {
  const text = storableJson(value);
  if (text === undefined) throw invalid(command, 'something in it cannot be stored as JSON');
  return text;
}

function invalid(command: CommandAppend, why: string): SlipstreamError {
  return new SlipstreamError('INVALID_APPEND', `Command ${command.type} cannot be appended: ${why}.`);
}
