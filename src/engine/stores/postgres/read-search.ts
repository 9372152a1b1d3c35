// A page of what a search finds, with its documents and how far the lane has come: one statement, whatever the depth of
// the page. English words are found in any of their forms, words of other languages as they are written.
import { stateFor } from '../../model/generation-id.ts';
import { LIMITS } from '../../model/limits.ts';
import type { SearchQuery, SearchRead } from '../../model/search.ts';
import { laneName } from '../../model/lane.ts';
import type { Database } from '../../postgres/database.ts';
import { sql, type Sql } from '../../postgres/sql.ts';
import { decodeCheckpoint } from '../stored-texts.ts';
import { storedDocument, storedGeneration, type DocumentRow } from './stored-rows.ts';

/** A row without an id says that nothing was found; it only carries the lane. */
type FoundRow = { readonly live: string; readonly liveState: string; readonly checkpoint: string } & (
  (DocumentRow & { readonly rank: string }) | { readonly id: null }
);

const MISSING: SearchRead = { state: 'missing', checkpoint: '0', incarnation: '', entries: [] };

export async function readSearch(database: Database, query: SearchQuery): Promise<SearchRead> {
  const rows = await database.query<FoundRow>(sql`
    SELECT l."live", l."liveState", g."checkpoint",
      e.rank::TEXT AS rank, d."id", d."position"::TEXT AS "position", d."version", d."body"
    FROM "Lane" l
    JOIN "LaneGeneration" g ON g."lane" = l."name" AND g."generation" = l."live"
    LEFT JOIN LATERAL search_page(l."name", l."live", ${argumentsOf(query)}) e ON TRUE
    LEFT JOIN "Document" d ON d."lane" = l."name" AND d."generation" = l."live" AND d."id" = e.id
    WHERE l."name" = ${laneName({ projection: query.projection, lane: 0 })} AND g."checkpoint" IS NOT NULL
    ORDER BY e.rank DESC, e.id COLLATE "C"`);
  const [lane] = rows;
  if (lane === undefined) return MISSING;
  const { position, incarnation } = decodeCheckpoint(lane.checkpoint);
  return {
    state: stateFor(1, storedGeneration(lane.live, lane.liveState)),
    generation: lane.live,
    checkpoint: position,
    incarnation,
    entries: rows.flatMap((row) =>
      row.id === null ? [] : [{ rank: Number(row.rank), document: storedDocument(row) }],
    ),
  };
}

/** Any text is a query: what is no operator is a word or is skipped. A rank is a whole number, so that a cursor is exact. */
function argumentsOf({ text, keywords, range, after, limit }: SearchQuery): Sql {
  return sql`websearch_to_tsquery('english', ${text}::TEXT), ${keywords}::TEXT[],
    ${range?.equal ?? null}::TEXT, ${range?.least ?? null}::DOUBLE PRECISION, ${range?.most ?? null}::DOUBLE PRECISION,
    ${after?.rank ?? null}::BIGINT, ${after?.id ?? null}::TEXT, ${limit}::INTEGER, ${LIMITS.entriesRanked}::INTEGER`;
}
