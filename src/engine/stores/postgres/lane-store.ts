// The lane store in tables of Postgres: all that a projector writes. Each step is one statement; a commit is all or nothing.
import type { LaneStore } from '../../model/documents.ts';
import type { JsonObject } from '../../model/json.ts';
import { laneName, type Lane } from '../../model/lane.ts';
import { openDatabase, type Database, type DatabaseOptions } from '../../postgres/database.ts';
import { sql } from '../../postgres/sql.ts';
import { decodeCheckpoint, decodeReference } from '../stored-texts.ts';
import { commitBatch } from './commit-batch.ts';
import { generationSteps } from '../generation-steps.ts';
import { laneLosses } from './lane-losses.ts';
import { lanePointers } from './lane-pointers.ts';
import { publishBy, type NoticeRedis } from './publish-notices.ts';
import { storedDocument, type DocumentRow } from './stored-rows.ts';

/** Connected for the role `worker`: notices go the same way as those of documents in Redis. */
export interface TableLaneStoreOptions extends DatabaseOptions, NoticeRedis {}

/** Errors: STORE_UNAVAILABLE, STORE_FAILED, and DOCUMENT_AHEAD of a commit. */
export function createTableLaneStore({ redis, keys, ...options }: TableLaneStoreOptions): LaneStore & {
  close(): Promise<void>;
} {
  const database = openDatabase(options);
  const publish = publishBy({ redis, keys }, options.logger);
  const { movePointers, ...pointers } = lanePointers(database, publish);
  const checkpoint: LaneStore['checkpoint'] = (lane, generation) =>
    readCheckpoint(database, lane, generation);
  return {
    ...pointers,
    ...generationSteps({ ...pointers, movePointers, checkpoint }),
    checkpoint,
    load: async (lane, generation, ...[documentIds, references]) => {
      const [documents, values] = await loadRows(database, [laneName(lane), generation], {
        documentIds,
        references,
      });
      return { documents, references: values };
    },
    ...laneLosses(database),
    // No audit walks what is not lost by pieces.
    scanKnown: async () => ({ ids: [], cursor: '' }),
    scores: async (_lane, _generation, members) => members.map(() => null),
    embedders: async (lane, generation, ...[{ name, id }, after, limit]) => {
      const rows = await database.query<{ readonly document: string }>(sql`
        SELECT "document" FROM "DocumentEmbed"
        WHERE "lane" = ${laneName(lane)} AND "generation" = ${generation}
          AND "name" = ${name} AND "id" = ${id} AND "document" > ${after}
        ORDER BY "document" LIMIT ${limit}`);
      return rows.map(({ document }) => document);
    },
    parked: async (lane, generation, ...[after, limit]) => {
      const rows = await database.query<{ readonly id: string }>(sql`
        SELECT "id" FROM "Document"
        WHERE "lane" = ${laneName(lane)} AND "generation" = ${generation} AND left("body", 1) = '!' AND "id" > ${after}
        ORDER BY "id" LIMIT ${limit}`);
      return rows.map(({ id }) => id);
    },
    countParked: async (lane, generation) => {
      const [row] = await database.query<{ readonly count: number }>(sql`
        SELECT count(*)::INTEGER AS count FROM "Document"
        WHERE "lane" = ${laneName(lane)} AND "generation" = ${generation} AND left("body", 1) = '!'`);
      return row?.count ?? 0;
    },
    commit: (commit) => commitBatch(database, publish, commit),
    close: () => database.close(),
  };
}

async function readCheckpoint(database: Database, lane: Lane, generation: string) {
  const [row] = await database.query<{ readonly checkpoint: string | null }>(sql`
    SELECT "checkpoint" FROM "LaneGeneration"
    WHERE "lane" = ${laneName(lane)} AND "generation" = ${generation}`);
  const { checkpoint = null } = row ?? {};
  return checkpoint === null ? null : decodeCheckpoint(checkpoint);
}

type LoadRequest = {
  readonly documentIds: Parameters<LaneStore['load']>[2];
  readonly references: Parameters<LaneStore['load']>[3];
};
type LoadedRow = { readonly n: number } & (
  (DocumentRow & { readonly value: null }) | { readonly id: null; readonly value: string }
);

/** LATERAL … LIMIT: by the index, whatever the planner thinks of the size of tables that were empty a moment ago. */
async function loadRows(
  database: Database,
  [lane, generation]: readonly [string, string],
  { documentIds, references }: LoadRequest,
) {
  const documents = documentIds.map((): ReturnType<typeof storedDocument> | null => null);
  const values = references.map((): JsonObject | null | undefined => undefined);
  if (documents.length + values.length === 0) return [documents, values] as const;
  const rows = await database.query<LoadedRow>(sql`
    SELECT k.n::INTEGER AS n, d."id", d."position"::TEXT AS "position", d."version", d."body", NULL AS value
    FROM unnest(${documentIds}::TEXT[]) WITH ORDINALITY AS k (id, n)
    CROSS JOIN LATERAL (
      SELECT * FROM "Document" d
      WHERE d."lane" = ${lane} AND d."generation" = ${generation} AND d."id" = k.id LIMIT 1
    ) d
    UNION ALL
    SELECT k.n::INTEGER, NULL, NULL, NULL, NULL, r."value"
    FROM unnest(${references.map(({ name }) => name)}::TEXT[], ${references.map(({ id }) => id)}::TEXT[])
      WITH ORDINALITY AS k (name, id, n)
    CROSS JOIN LATERAL (
      SELECT * FROM "DocumentReference" r
      WHERE r."lane" = ${lane} AND r."generation" = ${generation} AND r."name" = k.name AND r."id" = k.id LIMIT 1
    ) r`);
  for (const row of rows) {
    if (row.id === null) values[row.n - 1] = decodeReference(row.value);
    else documents[row.n - 1] = storedDocument(row);
  }
  return [documents, values] as const;
}
