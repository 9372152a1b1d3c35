// Erasures in the tables of keys and events. Each step may be repeated: what was done of it before is found done.
import { createHash } from 'node:crypto';
import type { Erasures, Forgotten } from '../../../../model/erasures.ts';
import { SlipstreamError } from '../../../../model/errors.ts';
import type { StreamAppend } from '../../../../model/event-store.ts';
import { SUBJECT_ERASED, type SubjectName } from '../../../../model/personal.ts';
import { parseStreamName, type StreamName } from '../../../../model/stream.ts';
import type { Database, Queries } from '../../../../postgres/database.ts';
import { raw, sql } from '../../../../postgres/sql.ts';
import { newId } from '../../new-id.ts';
import { appendEvents } from '../append-events.ts';
import { isoText } from '../iso-text.ts';

/** Told in one append, which holds up all others for so long. */
const STREAMS_AT_ONCE = 100;
const COMMAND = 'eraseSubject';

export const erasures = (database: Database): Erasures => ({
  forget: (subject) => forget(database, subject),
  announceSome: (subject, by) =>
    database.transaction(async (queries) => {
      await queries.query(sql`SELECT lock_event_store()`);
      const streams = await unannounced(queries, subject);
      await append(queries, { subject, streams: streams.filter(isThere), ...by });
      await queries.query(sql`
        DELETE FROM "SubjectStream" WHERE "subject" = ${subject}
          AND "stream" = ANY(${streams.map(({ stream }) => stream)}::TEXT[]) RETURNING 1`);
      return streams.length;
    }),
  unfinished: async () => {
    const rows = await database.query<{ readonly subject: SubjectName }>(sql`
      SELECT "subject" FROM "SubjectKey" k
      WHERE k."erasedAt" IS NOT NULL AND EXISTS (SELECT FROM "SubjectStream" s WHERE s."subject" = k."subject")`);
    return rows.map(({ subject }) => subject);
  },
});

/** The subject's own stream is told too, whatever it holds: so its version rises. */
async function forget(database: Database, subject: SubjectName): Promise<Forgotten | undefined> {
  const [row] = await database.query<{ readonly erasedAt: string | null; readonly ageMs: number | null }>(sql`
    WITH there AS (SELECT FROM "Event" e WHERE e."stream" = ${subject} LIMIT 1),
    erased AS (
      INSERT INTO "SubjectKey" AS k ("subject", "wrapped", "erasedAt")
      SELECT ${subject}, NULL, clock_timestamp()
      WHERE EXISTS (SELECT FROM there) OR EXISTS (SELECT FROM "SubjectKey" o WHERE o."subject" = ${subject})
      ON CONFLICT ("subject") DO UPDATE SET "wrapped" = NULL, "erasedAt" = EXCLUDED."erasedAt"
      WHERE k."wrapped" IS NOT NULL
      RETURNING k."erasedAt"
    ),
    own AS (
      INSERT INTO "SubjectStream" ("subject", "stream")
      SELECT ${subject}, ${subject} FROM erased WHERE EXISTS (SELECT FROM there) ON CONFLICT DO NOTHING
    )
    SELECT ${raw(isoText('f."erasedAt"'))} AS "erasedAt",
      (extract(EPOCH FROM clock_timestamp() - f."erasedAt") * 1000)::FLOAT8 AS "ageMs"
    FROM (
      SELECT "erasedAt" FROM erased
      UNION ALL SELECT o."erasedAt" FROM "SubjectKey" o WHERE o."subject" = ${subject} AND o."erasedAt" IS NOT NULL
    ) f LIMIT 1`);
  if (!row || row.erasedAt === null) return undefined;
  return { erasedAt: row.erasedAt, ageMs: row.ageMs ?? 0 };
}

interface Found {
  readonly stream: StreamName;
  readonly version: number | null;
  readonly id: string | null;
}
type There = Found & { readonly version: number; readonly id: string };

/** One that was to be begun when it was written down need not have been. */
const isThere = (found: Found): found is There => found.version !== null && found.id !== null;

const unannounced = (queries: Queries, subject: SubjectName): Promise<readonly Found[]> =>
  queries.query<Found>(sql`
    SELECT s."stream", e."version", e."id"::TEXT AS "id"
    FROM "SubjectStream" s
    LEFT JOIN LATERAL (
      SELECT e."version", e."id" FROM "Event" e WHERE e."stream" = s."stream" ORDER BY e."version" DESC LIMIT 1
    ) e ON TRUE
    WHERE s."subject" = ${subject} ORDER BY s."stream" LIMIT ${STREAMS_AT_ONCE}`);

interface Announcement {
  readonly subject: SubjectName;
  readonly streams: readonly There[];
  readonly principal: string;
  readonly correlationId: string;
}

async function append(
  queries: Queries,
  { subject, streams, principal, correlationId }: Announcement,
): Promise<void> {
  const [first] = streams;
  if (!first) return;
  const commandId = newId();
  const [outcome] = await appendEvents(queries, [
    {
      ...{ commandId, principal, type: COMMAND, payload: { subject } },
      inputHash: createHash('sha256').update(`${COMMAND} ${subject}`).digest('hex'),
      streamId: parseStreamName(first.stream).id,
      streams: streams.map((each) => announcedIn(subject, each)),
      metadata: { causationId: commandId, correlationId, principal },
    },
  ]);
  if (outcome?.kind === 'appended') return;
  throw new SlipstreamError('STORE_FAILED', `The streams of ${subject} could not be told that it is erased.`);
}

function announcedIn(subject: SubjectName, { stream, version, id }: There): StreamAppend {
  const { category } = parseStreamName(stream);
  const event = { category, type: SUBJECT_ERASED, schemaVersion: 1, data: { subject } };
  return { stream, expectedVersion: version, lastEventId: id, events: [event] };
}
