// All that is in a generation of a lane in tables, in pages in the order of the ids.
import type { ContentEntry, LaneContents } from '../../model/lane-contents.ts';
import { laneName, type Lane } from '../../model/lane.ts';
import type { Database } from '../../postgres/database.ts';
import { raw, sql } from '../../postgres/sql.ts';

const PAGE = 1000;

/** Tables keep no other index. */
const SEARCH = 'search';

interface FoundRow {
  readonly id: string;
  readonly value: string;
}

/** All that a search finds the document by. */
const found = raw(`md5(concat_ws(chr(1), e."words"::TEXT, e."keywords"::TEXT, e."equal", e."number"::TEXT))`);

export function laneContents(database: Database): LaneContents {
  async function* pages<Row extends { readonly id: string }>(
    read: (after: string) => Promise<readonly Row[]>,
  ): AsyncIterable<readonly Row[]> {
    for (let after = ''; ;) {
      const rows = await read(after);
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      after = last.id;
    }
  }
  const documents = (lane: Lane, generation: string) => (after: string) =>
    database.query<{ readonly id: string }>(sql`
      SELECT "id" FROM "Document"
      WHERE "lane" = ${laneName(lane)} AND "generation" = ${generation} AND "id" > ${after}
      ORDER BY "id" LIMIT ${PAGE}`);
  const searched = (lane: Lane, generation: string) => (after: string) =>
    database.query<FoundRow>(sql`
      SELECT e."id", ${found} AS "value" FROM "SearchEntry" e
      WHERE e."lane" = ${laneName(lane)} AND e."generation" = ${generation} AND e."id" > ${after}
      ORDER BY e."id" LIMIT ${PAGE}`);
  return {
    async *ids(lane, generation) {
      for await (const page of pages(documents(lane, generation))) yield page.map(({ id }) => id);
    },
    async *entries(lane, generation) {
      for await (const page of pages(searched(lane, generation))) yield page.map(entryOf);
    },
    values: async (lane, generation, entries) => {
      const rows = await database.query<FoundRow>(sql`
        SELECT e."id", ${found} AS "value" FROM "SearchEntry" e
        WHERE e."lane" = ${laneName(lane)} AND e."generation" = ${generation}
          AND e."id" = ANY (${entries.map(({ member }) => member)}::TEXT[])`);
      const values = new Map(rows.map(({ id, value }) => [id, value]));
      return entries.map(({ member }) => values.get(member) ?? null);
    },
  };
}

const entryOf = ({ id, value }: FoundRow): ContentEntry => ({ index: SEARCH, member: id, value });
