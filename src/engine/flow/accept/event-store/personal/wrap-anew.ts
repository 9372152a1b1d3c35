// Keys of subjects that an older one of DATA_KEYS has wrapped, wrapped by the first: then the older one may go.
import type { Queries } from '../../../../postgres/database.ts';
import { sql } from '../../../../postgres/sql.ts';
import { unwrapped, type Wrapping } from './ciphers.ts';

const KEYS_AT_ONCE = 1_000;

interface Row {
  readonly subject: string;
  readonly wrapped: string;
}

/** Throws STORE_FAILED for a key that none of DATA_KEYS has wrapped. */
export async function wrapAnew(database: Queries, wrapping: Wrapping): Promise<number> {
  let wrapped = 0;
  for (let last = ''; ;) {
    const rows = await database.query<Row>(sql`
      SELECT "subject", "wrapped" FROM "SubjectKey" WHERE "subject" > ${last} AND "wrapped" IS NOT NULL
      ORDER BY "subject" LIMIT ${KEYS_AT_ONCE}`);
    const end = rows.at(-1);
    if (!end) return wrapped;
    last = end.subject;
    const old = rows.filter((row) => !wrapping.isCurrent(row.wrapped, row.subject));
    await write(
      database,
      old,
      old.map(({ subject, wrapped: by }) => wrapping.wrap(unwrapped(wrapping, by, subject), subject)),
    );
    wrapped += old.length;
  }
}

/** One that was erased meanwhile stays so. */
async function write(database: Queries, old: readonly Row[], wrapped: readonly string[]): Promise<void> {
  await database.query(sql`
    UPDATE "SubjectKey" k SET "wrapped" = u.wrapped
    FROM unnest(
      ${old.map(({ subject }) => subject)}::TEXT[], ${old.map((row) => row.wrapped)}::TEXT[], ${wrapped}::TEXT[]
    ) AS u (subject, old, wrapped)
    WHERE k."subject" = u.subject AND k."wrapped" = u.old RETURNING 1`);
}
