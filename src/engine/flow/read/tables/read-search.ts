// A page of what a search finds, with its documents and how far the lane has come: one statement, whatever the depth of
// the page. English words are found in any of their forms, words of other languages as they are written.
import type { SearchQuery, SearchRead } from '../../../model/search.ts';
import { laneName } from '../../../model/lane.ts';
import type { Database } from '../../../postgres/database.ts';
import { join, sql, type Sql } from '../../../postgres/sql.ts';
import { decodeCheckpoint } from '../documents/stored-texts.ts';
import { storedDocument, storedGeneration, type DocumentRow } from './stored-rows.ts';

/** A row without an id says that nothing was found; it only carries the lane. */
type FoundRow = { readonly live: string; readonly liveState: string; readonly checkpoint: string } & (
  (DocumentRow & { readonly rank: string }) | { readonly id: null }
);

const MISSING: SearchRead = { state: 'missing', checkpoint: '0', incarnation: '', entries: [] };

export async function readSearch(database: Database, query: SearchQuery): Promise<SearchRead> {
  const { after, limit } = query;
  const rows = await database.query<FoundRow>(sql`
    SELECT l."live", l."liveState", g."checkpoint",
      e.rank::TEXT AS rank, d."id", d."position"::TEXT AS "position", d."version", d."body"
    FROM "Lane" l
    JOIN "LaneGeneration" g ON g."lane" = l."name" AND g."generation" = l."live"
    LEFT JOIN LATERAL (
      SELECT * FROM (SELECT s."id", ${rankOf(query)} AS rank FROM "SearchEntry" s WHERE ${join(conditions(query), ' AND ')}) r
      ${after === null ? sql`` : sql`WHERE r.rank < ${after.rank} OR (r.rank = ${after.rank} AND r."id" > ${after.id})`}
      ORDER BY r.rank DESC, r."id" LIMIT ${limit}
    ) e ON TRUE
    LEFT JOIN "Document" d ON d."lane" = l."name" AND d."generation" = l."live" AND d."id" = e."id"
    WHERE l."name" = ${laneName({ projection: query.projection, lane: 0 })} AND g."checkpoint" IS NOT NULL
    ORDER BY e.rank DESC, e."id"`);
  const [lane] = rows;
  if (lane === undefined) return MISSING;
  const { position, incarnation } = decodeCheckpoint(lane.checkpoint);
  return {
    state: storedGeneration(lane.live, lane.liveState).state,
    checkpoint: position,
    incarnation,
    entries: rows.flatMap((row) =>
      row.id === null ? [] : [{ rank: Number(row.rank), document: storedDocument(row) }],
    ),
  };
}

/** A whole number, so that a cursor says exactly where an entry stands. */
function rankOf({ text }: SearchQuery): Sql {
  return text === null
    ? sql`0`
    : sql`round(ts_rank_cd(s."words", ${wordsOf(text)})::DOUBLE PRECISION * 1000000)::BIGINT`;
}

/** Any text is a query: what is no operator is a word or is skipped. */
function wordsOf(text: string): Sql {
  return sql`websearch_to_tsquery('english', ${text})`;
}

function conditions({ text, keywords, amount }: SearchQuery): readonly Sql[] {
  const { least = null, most = null } = amount ?? {};
  return [
    sql`s."lane" = l."name" AND s."generation" = l."live"`,
    ...(text === null ? [] : [sql`s."words" @@ ${wordsOf(text)}`]),
    ...(keywords.length === 0 ? [] : [sql`s."keywords" @> ${keywords}::TEXT[]`]),
    ...(amount === null ? [] : [sql`s."currency" = ${amount.currency}`]),
    ...(least === null ? [] : [sql`s."amount" >= ${least}::BIGINT`]),
    ...(most === null ? [] : [sql`s."amount" <= ${most}::BIGINT`]),
  ];
}
