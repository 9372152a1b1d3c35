// Reads documents from tables together with how far their lanes have come: one statement, so as of one moment.
import type { DocumentRead, DocumentReader } from '../../../model/documents.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import { laneName, laneOf } from '../../../model/lane.ts';
import type { SearchReader } from '../../../model/search.ts';
import { openDatabase, type DatabaseOptions } from '../../../postgres/database.ts';
import { sql } from '../../../postgres/sql.ts';
import { READ_TIMEOUT_MS } from '../documents/connect-redis.ts';
import { decodeCheckpoint } from '../documents/stored-texts.ts';
import { withinTime } from '../documents/within-time.ts';
import { readSearch } from './read-search.ts';
import { storedDocument, storedGeneration, type DocumentRow } from './stored-rows.ts';

const MISSING: DocumentRead = { state: 'missing', checkpoint: '0', incarnation: '', document: null };

interface TableReaderOptions extends Omit<DatabaseOptions, 'connectTimeoutMs' | 'statementTimeoutMs'> {
  /** Number of lanes of a projection. Throws on one it does not know. */
  readonly lanesOf: (projection: string) => number;
}

export interface TableReader extends DocumentReader, SearchReader {
  close(): Promise<void>;
}

/** A row for each key whose lane has a generation; nothing of a document if there is none. */
type ReadRow = { readonly n: number; readonly live: string; readonly liveState: string } & {
  readonly checkpoint: string;
} & (DocumentRow | { readonly id: null });

/** Both throw READ_MODEL_UNAVAILABLE if Postgres does not answer within 500 ms. */
export function createTableDocumentReader({ lanesOf, ...options }: TableReaderOptions): TableReader {
  // Nobody waits longer, so nothing is left to run or to queue for longer.
  const database = openDatabase({
    ...options,
    connectTimeoutMs: READ_TIMEOUT_MS,
    statementTimeoutMs: READ_TIMEOUT_MS,
  });
  return {
    read: async (keys) => {
      if (keys.length === 0) return [];
      const lanes = keys.map(({ projection, id }) =>
        laneName({ projection, lane: laneOf(id, lanesOf(projection)) }),
      );
      const work = database.query<ReadRow>(sql`
        SELECT k.n::INTEGER AS n, l."live", l."liveState", g."checkpoint",
          d."id", d."position"::TEXT AS "position", d."version", d."body"
        FROM unnest(${lanes}::TEXT[], ${keys.map(({ id }) => id)}::TEXT[]) WITH ORDINALITY AS k (lane, id, n)
        JOIN "Lane" l ON l."name" = k.lane
        JOIN "LaneGeneration" g ON g."lane" = l."name" AND g."generation" = l."live"
        LEFT JOIN LATERAL (
          SELECT * FROM "Document" d
          WHERE d."lane" = l."name" AND d."generation" = l."live" AND d."id" = k.id LIMIT 1
        ) d ON TRUE
        WHERE g."checkpoint" IS NOT NULL`);
      const rows = await withinTime(work, READ_TIMEOUT_MS, unavailable);
      const found = new Map(rows.map((row) => [row.n, documentRead(row)]));
      return keys.map((_, index) => found.get(index + 1) ?? MISSING);
    },
    search: (query) => withinTime(readSearch(database, query), READ_TIMEOUT_MS, unavailable),
    close: () => database.close(),
  };
}

function documentRead(row: ReadRow): DocumentRead {
  const { position, incarnation } = decodeCheckpoint(row.checkpoint);
  return {
    state: storedGeneration(row.live, row.liveState).state,
    checkpoint: position,
    incarnation,
    document: row.id === null ? null : storedDocument(row),
  };
}

/** A statement that is refused is a bug and stays what it is. */
function unavailable(cause: unknown): SlipstreamError {
  if (cause instanceof SlipstreamError && cause.code !== 'STORE_UNAVAILABLE') return cause;
  return new SlipstreamError('READ_MODEL_UNAVAILABLE', 'The read model does not answer.', { cause });
}
