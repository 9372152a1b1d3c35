// The append: one statement for a batch of commands, each one whole or not at all.
import type { AppendOutcome, CommandAppend } from '../../../model/event-store.ts';
import type { StreamName } from '../../../model/stream.ts';
import { appendRows, type DocumentRow } from './append-rows.ts';
import { recordedEvents } from './recorded-events.ts';
import type { Queries } from '../../../postgres/database.ts';
import { sql, type Sql } from '../../../postgres/sql.ts';
import { storedOutcome, type StoredRow } from './stored-outcomes.ts';

type ResultRow = { readonly version: number; readonly position: string } & (
  | { readonly kind: 'recorded' }
  /** When, as ISO 8601 in UTC; the function of an older migration does not say it. */
  | { readonly kind: 'appended'; readonly detail: string | null }
  | { readonly kind: 'replayed'; readonly detail: StoredRow }
  | { readonly kind: 'conflict'; readonly detail: ConflictRow }
);
interface ConflictRow {
  readonly stream: StreamName;
  readonly expectedVersion: number;
  readonly actualVersion: number;
}

export async function appendEvents(
  database: Queries,
  commands: readonly CommandAppend[],
): Promise<readonly AppendOutcome[]> {
  if (commands.length === 0) return [];
  const { commands: c, writes: w, events: e, documents, guards } = appendRows(commands);
  const g = guards.distinct;
  const call = sql`append_commands(
      ${c.map((row) => row.principal)}, ${c.map((row) => row.id)}::UUID[], ${c.map((row) => row.type)},
      ${c.map((row) => row.payload)}, ${c.map((row) => row.inputHash)}, ${c.map((row) => row.streamId)},
      ${c.map((row) => row.rejectionCode)}::TEXT[], ${c.map((row) => row.rejection)}::TEXT[],
      ${c.map((row) => row.correlationId)}, ${c.map((row) => row.version)}::INTEGER[],
      ${c.map((row) => row.eventCount)}::INTEGER[],
      ${w.map((row) => row.command)}::INTEGER[], ${w.map((row) => row.stream)}::TEXT[],
      ${w.map((row) => row.expected)}::INTEGER[], ${w.map((row) => row.count)}::INTEGER[],
      ${e.map((row) => row.command)}::INTEGER[], ${e.map((row) => row.id)}::UUID[],
      ${e.map((row) => row.stream)}::TEXT[], ${e.map((row) => row.version)}::INTEGER[],
      ${e.map((row) => row.type)}::TEXT[], ${e.map((row) => row.schemaVersion)}::INTEGER[],
      ${e.map((row) => row.payload)}::TEXT[], ${e.map((row) => row.metadata)}::TEXT[],
      ${e.map((row) => row.occurredAt)}::TIMESTAMPTZ[], ${w.map((row) => row.last)}::UUID[],
      ${g.map((row) => row.stream)}::TEXT[], ${g.map((row) => row.version)}::INTEGER[],
      ${g.map((row) => row.last)}::UUID[], ${g.length === 0 ? [] : guards.byCommand.map(arrayText)}::TEXT[])`;
  const rows = await database.query<ResultRow>(
    documents.length === 0
      ? sql`/* append */ SELECT kind, version, "position"::TEXT AS "position", detail FROM ${call}`
      : withDocuments(call, documents),
  );
  const recorded = recordedEvents(e);
  return rows.map((row, index) => {
    if (row.kind !== 'appended') return outcomeOf(row);
    const { kind, version, position, detail: recordedAt } = row;
    const events = recordedAt === null ? undefined : recorded(index + 1, { position, recordedAt });
    return { kind, version, position, ...(events && { events }) };
  });
}

/**
 * The same, and in the same statement the documents of what was appended: into each generation that this code fills, in
 * the order of their ids as every writer of documents does. Whoever was further already stays.
 */
function withDocuments(call: Sql, d: readonly DocumentRow[]): Sql {
  return sql`/* append_with_documents */
    WITH done AS MATERIALIZED (SELECT * FROM ${call} WITH ORDINALITY AS a (kind, version, "position", detail, n)),
    stored AS (
      INSERT INTO "Document" AS there
      SELECT w.lane, g.generation, w.id, done."position" - w.events_after, w.version, w.body
      FROM unnest(
        ${d.map((row) => row.command)}::INTEGER[], ${d.map((row) => row.eventsAfter)}::INTEGER[],
        ${d.map((row) => row.lane)}::TEXT[], ${d.map((row) => row.foldId)}::TEXT[],
        ${d.map((row) => row.id)}::TEXT[], ${d.map((row) => row.version)}::INTEGER[],
        ${d.map((row) => row.body)}::TEXT[]
      ) AS w (command, events_after, lane, code_hash, id, version, body)
      JOIN done ON done.n = w.command AND done.kind = 'appended'
      JOIN "Lane" l ON l."name" = w.lane
      CROSS JOIN LATERAL (VALUES (l."live"), (l."next")) AS g (generation)
      WHERE split_part(g.generation, '.', 1) = w.code_hash
      ORDER BY w.lane, g.generation, w.id
      ON CONFLICT ("lane", "generation", "id") DO UPDATE
      SET "position" = EXCLUDED."position", "version" = EXCLUDED."version", "body" = EXCLUDED."body"
      WHERE there."position" < EXCLUDED."position"
    )
    SELECT kind, version, "position"::TEXT AS "position", detail FROM done ORDER BY n`;
}

const arrayText = (numbers: readonly number[]): string => `{${numbers.join()}}`;

function outcomeOf(row: Exclude<ResultRow, { kind: 'appended' }>): AppendOutcome {
  switch (row.kind) {
    case 'recorded':
      return { kind: 'recorded' };
    case 'replayed':
      return { kind: 'replayed', stored: storedOutcome(row.detail) };
    case 'conflict':
      return { kind: 'conflict', ...row.detail };
  }
}
