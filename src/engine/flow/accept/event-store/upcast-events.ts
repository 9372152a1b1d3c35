// Stored events as today's code knows them: older schema versions are upcast, but not before somebody looks at them, and
// what this code can't read is the trouble of those who fold its category only.
import type { AnyEvents, EventSpec } from '../../../definitions/events.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { EventMetadata, RecordedEvent } from '../../../model/events.ts';
import { SUBJECT_ERASED } from '../../../model/personal.ts';
import { parseStreamName } from '../../../model/stream.ts';

/** An event as it is stored. */
export interface EventRow {
  readonly position: string;
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly payload: unknown;
  /** The payload with what is sealed in it; the payload alone reads as erased. */
  readonly whole?: () => unknown;
  readonly metadata: EventMetadata;
  readonly recordedAt: string;
  readonly occurredAt: string;
}

/** Never throws: an event that can't be read says so as `unreadable`, and throws that where its data is looked at. */
export type ToEvent = (row: EventRow) => RecordedEvent;

interface KnownType extends EventSpec {
  readonly category: string;
}

/** `unreadable` is UNKNOWN_EVENT_TYPE for a type or schema version the code does not know, UPCAST_FAILED for a bug. */
export function upcasterFor(definitions: readonly AnyEvents[]): ToEvent {
  const types = new Map<string, KnownType>();
  const retired = new Set<string>();
  for (const { category, specs, retired: former } of definitions) {
    for (const type of former) retired.add(`${category}/${type}`);
    for (const [type, spec] of Object.entries(specs)) {
      if (types.has(type)) {
        throw new SlipstreamError('BAD_DEFINITION', `Event ${category}/${type} is defined twice.`);
      }
      types.set(type, { ...spec, category });
    }
  }
  return (row) => {
    const known = types.get(row.type);
    const stored = eventOf(row);
    const { category } = stored;
    if (row.type === SUBJECT_ERASED || (retired.size > 0 && retired.has(`${category}/${row.type}`))) {
      return stored;
    }
    if (!known || known.category !== category || row.schemaVersion > known.schemaVersion) {
      return readLater(stored, () => {
        throw unknownType(row);
      });
    }
    const { schemaVersion } = known;
    const isNewest = row.schemaVersion === schemaVersion;
    const plain = isNewest
      ? stored
      : readLater({ ...stored, schemaVersion }, () => upcast(row, known, row.payload));
    const { whole } = row;
    if (!whole) return plain;
    const { data, error } = attempt(whole);
    if (isNewest && !error) return { ...stored, data, withoutPersonal: plain };
    const read = (): unknown => {
      if (error) throw error;
      return upcast(row, known, data);
    };
    return readLater({ ...stored, schemaVersion, withoutPersonal: plain }, read);
  };
}

/** The event itself. Throws what makes it unreadable. */
export function readable(event: RecordedEvent): RecordedEvent {
  if (event.unreadable) throw event.unreadable;
  return event;
}

/** As it is stored: as it reads once whom it is about is erased, where anything is sealed in it. */
export function eventOf(row: EventRow): RecordedEvent {
  const { category, id: streamId } = parseStreamName(row.stream);
  return {
    id: row.id,
    position: row.position,
    category,
    streamId,
    version: row.version,
    type: row.type,
    schemaVersion: row.schemaVersion,
    data: row.payload,
    metadata: row.metadata,
    recordedAt: row.recordedAt,
    occurredAt: row.occurredAt,
  };
}

/** Reads when it is looked at, and once: it may be an author's code that never ends. */
function readLater(event: RecordedEvent, read: () => unknown): RecordedEvent {
  let outcome: { readonly data?: unknown; readonly error?: SlipstreamError } | undefined;
  const look = () => (outcome ??= attempt(read));
  return {
    ...event,
    get data() {
      const { data, error } = look();
      if (error) throw error;
      return data;
    },
    get unreadable() {
      return look().error;
    },
  };
}

function attempt(read: () => unknown) {
  try {
    return { data: read() };
  } catch (error) {
    if (error instanceof SlipstreamError) return { error };
    throw error;
  }
}

function upcast(row: EventRow, { schemaVersion, upcasts }: EventSpec, payload: unknown): unknown {
  let data = payload;
  for (let version = row.schemaVersion; version < schemaVersion; version += 1) {
    try {
      // Upcasts are typed by the author; what lies in the store is only known at run time.
      data = (upcasts[version] as (data: unknown) => unknown)(data);
    } catch (cause) {
      throw new SlipstreamError(
        'UPCAST_FAILED',
        `Event ${row.type} at position ${row.position} cannot be brought from schema version ${version} to the next.`,
        { cause, details: { type: row.type, position: row.position } },
      );
    }
  }
  return data;
}

function unknownType({ type, schemaVersion, position }: EventRow): SlipstreamError {
  return new SlipstreamError(
    'UNKNOWN_EVENT_TYPE',
    `Event ${type} (schema version ${schemaVersion}) at position ${position} is unknown to this code: run code whose ` +
      'modules define it, or name it in `retired` of its `defineEvents` if nothing is to be made of it any more. What nobody ' +
      'needs of a development database goes with its folder .data.',
    { details: { type, schemaVersion, position } },
  );
}
