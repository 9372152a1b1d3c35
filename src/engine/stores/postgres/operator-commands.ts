// The record of operators' deeds in its table: each is written before it is done and completed once.
import { SlipstreamError } from '../../model/errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { AuditEntry, Deed, DeedEnd, DeedOutcome, Verb } from '../../model/operations.ts';
import type { OperatorCommands } from '../../model/operator-commands.ts';
import type { Database } from '../../postgres/database.ts';
import { raw, sql } from '../../postgres/sql.ts';

interface CommandRow {
  readonly n: string;
  readonly principal: string;
  readonly id: string;
  readonly verb: Verb;
  readonly reason: string | null;
  readonly input: JsonObject;
  readonly at: string;
  readonly done: boolean | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly result: JsonObject | null;
}

const columns = raw(
  `"n"::TEXT AS "n", "principal", "id"::TEXT AS "id", "verb", "reason", "input",
   to_char("at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "at", "done", "code", "message", "result"`,
);

export function operatorCommands(database: Database): OperatorCommands {
  return {
    begin: async (deed) => {
      const [written] = await database.query<CommandRow>(sql`
        INSERT INTO "OperatorCommand" ("principal", "id", "verb", "reason", "input")
        VALUES (${deed.principal}, ${deed.commandId}::UUID, ${deed.verb}, ${deed.reason ?? null},
          ${JSON.stringify(deed.input)}::JSONB)
        ON CONFLICT ("principal", "id") DO NOTHING RETURNING ${columns}`);
      return written ? entryOf(written) : readEntry(database, deed);
    },
    complete: async ({ principal, commandId }, end) => {
      const [code, message, result] = end.done
        ? [null, null, JSON.stringify(end.result)]
        : [end.code, end.message, null];
      const rows = await database.query(sql`
        UPDATE "OperatorCommand"
        SET "done" = ${end.done}, "code" = ${code}, "message" = ${message}, "result" = ${result}::JSONB
        WHERE "principal" = ${principal} AND "id" = ${commandId}::UUID AND "done" IS NULL
        RETURNING "n"::TEXT`);
      return rows.length > 0;
    },
    page: async ({ first, after }) => {
      const before = after === undefined ? null : cursorOf(after);
      const rows = await database.query<CommandRow>(sql`
        SELECT ${columns} FROM "OperatorCommand"
        WHERE ${before}::BIGINT IS NULL OR "OperatorCommand"."n" < ${before}::BIGINT
        ORDER BY "OperatorCommand"."n" DESC LIMIT ${first + 1}`);
      const shown = rows.slice(0, first);
      return { items: shown.map(entryOf), next: rows.length > first ? shown.at(-1)?.n : undefined };
    },
  };
}

async function readEntry(
  database: Database,
  { principal, commandId }: Pick<Deed, 'principal' | 'commandId'>,
): Promise<AuditEntry> {
  const [row] = await database.query<CommandRow>(sql`
    SELECT ${columns} FROM "OperatorCommand" WHERE "principal" = ${principal} AND "id" = ${commandId}::UUID`);
  if (row) return entryOf(row);
  throw new SlipstreamError('STORE_FAILED', 'A deed that was written is not there.');
}

/** Throws INVALID_READ. */
function cursorOf(after: string): string {
  if (/^[1-9]\d{0,17}$/.test(after)) return after;
  throw new SlipstreamError('INVALID_READ', 'This is no cursor of the audit.');
}

const entryOf = (row: CommandRow): AuditEntry => ({
  cursor: row.n,
  verb: row.verb,
  commandId: row.id,
  principal: row.principal,
  reason: row.reason ?? undefined,
  input: row.input,
  at: row.at,
  outcome: outcomeOf(row),
});

function outcomeOf({ done, code, message, result }: CommandRow): DeedOutcome | undefined {
  if (done === null) return undefined;
  const end: DeedEnd = done
    ? { done, result: result ?? {} }
    : { done, code: code ?? '', message: message ?? '' };
  return { ...end, replayed: false };
}
