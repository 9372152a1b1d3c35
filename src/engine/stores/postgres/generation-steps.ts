// The life of a generation in tables: opened, filled, live, replaced, retired. Every step that could race is a function
// of the database that locks the row of its lane and compares first.
import type { LaneStore } from '../../model/documents.ts';
import { laneName, type Lane } from '../../model/lane.ts';
import type { Database } from '../../postgres/database.ts';
import { sql } from '../../postgres/sql.ts';
import { switchNotice } from '../lane-notices.ts';
import type { Publish } from './publish-notices.ts';
import { storedGeneration } from './stored-rows.ts';

/** Rows of each table that are removed per step of a retirement. */
const SLICE = 5000;

type GenerationSteps = Pick<
  LaneStore,
  'state' | 'want' | 'openLive' | 'openNext' | 'goLive' | 'replaced' | 'retire'
>;

interface LaneRow {
  readonly live: string | null;
  readonly liveState: string | null;
  readonly next: string | null;
  readonly wanted: string | null;
}

export function generationSteps(database: Database, publish: Publish): GenerationSteps {
  return {
    state: async (lane) => {
      const [row] = await database.query<LaneRow>(
        sql`SELECT "live", "liveState", "next", "wanted" FROM "Lane" WHERE "name" = ${laneName(lane)}`,
      );
      const { live = null, liveState = null, next = null, wanted = null } = row ?? {};
      return { live: live === null ? null : storedGeneration(live, liveState), next, wanted };
    },
    want: async (lane, foldId) => {
      await database.query(sql`
        INSERT INTO "Lane" ("name", "wanted") VALUES (${laneName(lane)}, ${foldId})
        ON CONFLICT ("name") DO UPDATE SET "wanted" = EXCLUDED."wanted"`);
    },
    openLive: async (lane, generation, replaces) => {
      const [row] = await database.query<{ readonly done: boolean }>(
        sql`SELECT open_live(${laneName(lane)}, ${generation}, ${replaces}) AS done`,
      );
      return row?.done === true;
    },
    openNext: async (lane, generation, replaces) => {
      const [row] = await database.query<{ readonly done: boolean }>(
        sql`SELECT open_next(${laneName(lane)}, ${generation}, ${replaces}) AS done`,
      );
      return row?.done === true;
    },
    goLive: async (lane, generation, replaces) => {
      const [row] = await database.query<{ readonly result: string; readonly reached: string | null }>(
        sql`SELECT result, reached FROM go_live(${laneName(lane)}, ${generation}, ${replaces})`,
      );
      if (row?.result === 'switched' && row.reached !== null) publish(switchNotice(lane, row.reached));
      return row?.result === 'switched' || row?.result === 'live';
    },
    replaced: async (lane, forMs) => {
      const rows = await database.query<{ readonly generation: string }>(sql`
        SELECT "generation" FROM "LaneGeneration"
        WHERE "lane" = ${laneName(lane)}
          AND "replacedAt" <= clock_timestamp() - ${forMs}::DOUBLE PRECISION * INTERVAL '1 millisecond'
        ORDER BY "replacedAt", "generation"`);
      return rows.map(({ generation }) => generation);
    },
    retire: (lane, generation) => removeGeneration(database, lane, generation),
  };
}

async function removeGeneration(database: Database, lane: Lane, generation: string): Promise<boolean> {
  for (;;) {
    // What is asked beside the function is answered as of before it.
    const [row] = await database.query<{ readonly removed: number; readonly wasThere: boolean }>(sql`
      SELECT retire_slice(${laneName(lane)}, ${generation}, ${SLICE}) AS removed, EXISTS (
        SELECT FROM "LaneGeneration"
        WHERE "lane" = ${laneName(lane)} AND "generation" = ${generation} AND "replacedAt" IS NOT NULL
      ) AS "wasThere"`);
    if (!row || row.removed === 0) return row?.wasThere === true;
  }
}
