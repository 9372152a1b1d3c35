// Reader of documents in tables, each together with how far its lane has come: one statement, so as of one moment. A
// document of an inline projection that is at the version of its stream is as new as the store, however far its lane
// is.
import type { Projection } from '../../definitions/projection.ts';
import type { DocumentKey, DocumentRead, DocumentReader } from '../../model/documents.ts';
import { SlipstreamError } from '../../model/errors.ts';
import { stateFor } from '../../model/generation-id.ts';
import { laneName, laneOf } from '../../model/lane.ts';
import type { SearchReader } from '../../model/search.ts';
import { streamName } from '../../model/stream.ts';
import { openDatabase, type DatabaseOptions } from '../../postgres/database.ts';
import { sql, type Sql } from '../../postgres/sql.ts';
import { READ_TIMEOUT_MS } from '../redis/connect-redis.ts';
import { decodeCheckpoint } from '../stored-texts.ts';
import { withinTime } from '../../async/within-time.ts';
import { readSearch } from './read-search.ts';
import { storedDocument, storedGeneration, type DocumentRow } from './stored-rows.ts';

const MISSING: DocumentRead = { state: 'missing', checkpoint: '0', incarnation: '', document: null };

interface TableReaderOptions extends Omit<DatabaseOptions, 'connectTimeoutMs' | 'statementTimeoutMs'> {
  /** Number of lanes of a projection. Throws on one it does not know. */
  readonly lanesOf: (projection: string) => number;
  /** Those whose documents are written with the events. */
  readonly inline?: readonly Projection[];
}

export interface TableReader extends DocumentReader, SearchReader {
  close(): Promise<void>;
}

/** A row for each key; nothing of a lane without a generation, and nothing of a document that is not there. */
type ReadRow = { readonly n: number } & Lane & (DocumentRow | { readonly id: null }) & Stream;
interface Lane {
  readonly generation: string | null;
  /** The generation that the document was read of. */
  readonly madeIn: string | null;
  readonly state: string;
  readonly checkpoint: string | null;
}
interface Stream {
  /** Null for a projection that is not inline, 0 for a stream that is not there. */
  readonly streamVersion: number | null;
  readonly head: string;
  readonly incarnation: string;
}

/** Both throw READ_MODEL_UNAVAILABLE if Postgres does not answer within 500 ms. */
export function createTableDocumentReader(options: TableReaderOptions): TableReader {
  // Nobody waits longer, so nothing is left to run or to queue for longer.
  const database = openDatabase({
    ...options,
    connectTimeoutMs: READ_TIMEOUT_MS,
    statementTimeoutMs: READ_TIMEOUT_MS,
  });
  return {
    read: async (keys) => {
      if (keys.length === 0) return [];
      const rows = await withinTime(
        database.query<ReadRow>(readStatement(keys, options)),
        READ_TIMEOUT_MS,
        unavailable,
      );
      const found = new Map(rows.map((row) => [row.n, row]));
      return keys.map(({ projection }, index) => {
        const row = found.get(index + 1);
        return row ? documentRead(row, options.lanesOf(projection)) : MISSING;
      });
    },
    search: (query) => withinTime(readSearch(database, query), READ_TIMEOUT_MS, unavailable),
    close: () => database.close(),
  };
}

function readStatement(
  keys: readonly DocumentKey[],
  { lanesOf, inline = [] }: Pick<TableReaderOptions, 'lanesOf' | 'inline'>,
): Sql {
  const own = new Map(inline.map((projection) => [projection.name, projection]));
  const rows = keys.map(({ projection, id }) => {
    const { owner, foldId } = own.get(projection) ?? {};
    const lane = laneName({ projection, lane: laneOf(id, lanesOf(projection)) });
    return {
      lane,
      id,
      stream: owner === undefined ? null : streamName(owner, id),
      foldId: foldId ?? null,
    };
  });
  // Writers of the reader's code also write to the generation that is filled beside the live one: a document may be newer
  // there. How far the lane has come, and whether a gap is an absence, is for the live one to say.
  return sql`
    SELECT k.n::INTEGER AS n, l."live" AS generation, l."liveState" AS state, c."checkpoint",
      d."id", d."position"::TEXT AS "position", d."version", d."body", d."generation" AS "madeIn",
      CASE WHEN k.stream IS NOT NULL THEN COALESCE(s."version", 0) END AS "streamVersion",
      h.head::TEXT AS head, i."value"::TEXT AS incarnation
    FROM unnest(
      ${rows.map(({ lane }) => lane)}::TEXT[], ${rows.map(({ id }) => id)}::TEXT[],
      ${rows.map(({ stream }) => stream)}::TEXT[], ${rows.map(({ foldId }) => foldId)}::TEXT[]
    ) WITH ORDINALITY AS k (lane, id, stream, code_hash, n)
    CROSS JOIN (SELECT COALESCE(max("position"), 0) AS head FROM "Event") h
    CROSS JOIN "Incarnation" i
    LEFT JOIN "Lane" l ON l."name" = k.lane
    LEFT JOIN "LaneGeneration" c ON c."lane" = k.lane AND c."generation" = l."live"
    LEFT JOIN LATERAL (
      SELECT * FROM "Document" d
      WHERE d."lane" = k.lane AND d."id" = k.id AND d."generation" IN (
        l."live", CASE WHEN split_part(l."next", '.', 1) = k.code_hash THEN l."next" END)
      ORDER BY d."version" DESC, d."generation" = l."next" DESC LIMIT 1
    ) d ON TRUE
    LEFT JOIN LATERAL (
      SELECT e."version" FROM "Event" e WHERE e."stream" = k.stream ORDER BY e."version" DESC LIMIT 1
    ) s ON TRUE`;
}

function documentRead(row: ReadRow, lanes: number): DocumentRead {
  const document = row.id === null ? null : storedDocument(row);
  const madeIn = row.madeIn ?? row.generation;
  const made = madeIn === null ? {} : { generation: madeIn };
  if (row.streamVersion === (document?.version ?? 0)) {
    return { state: 'live', checkpoint: row.head, incarnation: row.incarnation, document, ...made };
  }
  if (row.generation === null || row.checkpoint === null) return MISSING;
  const { position, incarnation } = decodeCheckpoint(row.checkpoint);
  const state = stateFor(lanes, storedGeneration(row.generation, row.state));
  return { state, checkpoint: position, incarnation, document, ...made };
}

/** A statement that is refused is a bug and stays what it is. */
function unavailable(cause: unknown): SlipstreamError {
  if (cause instanceof SlipstreamError && cause.code !== 'STORE_UNAVAILABLE') return cause;
  return new SlipstreamError('READ_MODEL_UNAVAILABLE', 'The read model does not answer.', { cause });
}
