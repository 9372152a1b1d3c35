// Stored events become events as today's code knows them: older schema versions are upcast, unknown ones are an alarm.
import type { AnyEvents, EventSpec } from '../../../definitions/events.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { EventMetadata, RecordedEvent } from '../../../model/events.ts';
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
  readonly metadata: EventMetadata;
  readonly recordedAt: string;
  readonly occurredAt: string;
}

export type ToEvent = (row: EventRow) => RecordedEvent;

/** The result throws UNKNOWN_EVENT_TYPE for a type or schema version the code does not know, UPCAST_FAILED for a bug. */
export function upcasterFor(definitions: readonly AnyEvents[]): ToEvent {
  const specs = new Map<string, EventSpec>();
  for (const { category, specs: of } of definitions) {
    for (const [type, spec] of Object.entries(of)) {
      if (specs.has(type)) {
        throw new SlipstreamError('BAD_DEFINITION', `Event ${category}/${type} is defined twice.`);
      }
      specs.set(type, spec);
    }
  }
  return (row) => {
    const { category, id } = parseStreamName(row.stream);
    const spec = specs.get(row.type);
    if (!spec || row.schemaVersion > spec.schemaVersion) throw unknownType(row);
    return {
      id: row.id,
      position: row.position,
      category,
      streamId: id,
      version: row.version,
      type: row.type,
      schemaVersion: spec.schemaVersion,
      data: upcast(row, spec),
      metadata: row.metadata,
      recordedAt: row.recordedAt,
      occurredAt: row.occurredAt,
    };
  };
}

function upcast(row: EventRow, { schemaVersion, upcasts }: EventSpec): unknown {
  let data = row.payload;
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
      'modules define it. What nobody needs any more of a development database goes with its folder .data.',
    { details: { type, schemaVersion, position } },
  );
}
