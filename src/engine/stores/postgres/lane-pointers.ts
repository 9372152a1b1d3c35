// The pointers of a lane in tables: read, moved by a function of the database that locks the row of the lane and compares
// first, and what nothing points at removed.
import type { LaneStore, LaneSurvey } from '../../model/documents.ts';
import type { LaneState } from '../../model/lane-state.ts';
import { laneName, type Lane } from '../../model/lane.ts';
import type { Database } from '../../postgres/database.ts';
import { sql } from '../../postgres/sql.ts';
import type { PointerStore } from '../generation-steps.ts';
import { decodeCheckpoint, decodePause, encodeCheckpoint, encodePause } from '../stored-texts.ts';
import type { Publish } from './publish-notices.ts';
import { storedGeneration } from './stored-rows.ts';

/** Rows of each table that are removed per step of a retirement. */
const BATCH = 5000;

type LanePointers = Pick<LaneStore, 'state' | 'survey' | 'want' | 'pause' | 'replaced' | 'retire'> &
  Pick<PointerStore, 'movePointers'>;

interface LaneRow {
  readonly live: string | null;
  readonly liveState: string | null;
  readonly next: string | null;
  readonly wanted: string | null;
  readonly paused: string | null;
}

export function lanePointers(database: Database, publish: Publish): LanePointers {
  return {
    state: async (lane) => {
      const [row] = await database.query<LaneRow>(
        sql`SELECT "live", "liveState", "next", "wanted", "paused" FROM "Lane" WHERE "name" = ${laneName(lane)}`,
      );
      return stateIn(row);
    },
    survey: (lanes, replacedForMs) => surveyLanes(database, lanes, replacedForMs),
    want: async (lane, foldId) => {
      await database.query(sql`
        INSERT INTO "Lane" ("name", "wanted") VALUES (${laneName(lane)}, ${foldId})
        ON CONFLICT ("name") DO UPDATE SET "wanted" = EXCLUDED."wanted"`);
    },
    pause: async (lane, paused) => {
      await database.query(sql`
        INSERT INTO "Lane" ("name", "paused") VALUES (${laneName(lane)}, ${paused && encodePause(paused)})
        ON CONFLICT ("name") DO UPDATE SET "paused" = EXCLUDED."paused"`);
    },
    movePointers: async (lane, { from, to, replaced, checkpoints, notice }) => {
      const [row] = await database.query<{ readonly moved: boolean }>(sql`
        SELECT move_pointers(
          ${laneName(lane)}, ${from.live?.id ?? null}, ${from.live?.state ?? null}, ${from.next},
          ${to.live?.id ?? null}, ${to.live?.state ?? null}, ${to.next}, ${replaced},
          ${checkpoints.map(({ generation }) => generation)}::TEXT[],
          ${checkpoints.map(({ checkpoint }) => encodeCheckpoint(checkpoint))}::TEXT[]
        ) AS moved`);
      const isMoved = row?.moved === true;
      if (isMoved && notice) publish(notice);
      return isMoved;
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

function stateIn(row: LaneRow | undefined): LaneState {
  const { live = null, liveState = null, next = null, wanted = null, paused = null } = row ?? {};
  return {
    live: live === null ? null : storedGeneration(live, liveState),
    ...{ next, wanted, paused: paused === null ? null : decodePause(paused) },
  };
}

interface SurveyRow extends LaneRow {
  readonly checkpoint: string | null;
  readonly hasReplaced: boolean;
  readonly hasLosses: boolean;
}

async function surveyLanes(
  database: Database,
  lanes: readonly Lane[],
  replacedForMs: number,
): Promise<readonly LaneSurvey[]> {
  const rows = await database.query<SurveyRow>(sql`
    SELECT l."live", l."liveState", l."next", l."wanted", l."paused", g."checkpoint", EXISTS (
      SELECT FROM "LaneGeneration" r WHERE r."lane" = k.name
        AND r."replacedAt" <= clock_timestamp() - ${replacedForMs}::DOUBLE PRECISION * INTERVAL '1 millisecond'
    ) AS "hasReplaced",
    EXISTS (SELECT FROM "MendRequest" m WHERE m."lane" = k.name AND m."generation" = l."live") AS "hasLosses"
    FROM unnest(${lanes.map(laneName)}::TEXT[]) WITH ORDINALITY AS k (name, n)
    LEFT JOIN "Lane" l ON l."name" = k.name
    LEFT JOIN "LaneGeneration" g ON g."lane" = k.name AND g."generation" = l."live"
    ORDER BY k.n`);
  return rows.map(({ checkpoint, hasReplaced, hasLosses, ...row }) => ({
    ...stateIn(row),
    ...{ checkpoint: checkpoint === null ? null : decodeCheckpoint(checkpoint), hasReplaced, hasLosses },
    isRegistered: true,
  }));
}

async function removeGeneration(database: Database, lane: Lane, generation: string): Promise<boolean> {
  for (;;) {
    // What is asked beside the function is answered as of before it.
    const [row] = await database.query<{ readonly removed: number; readonly wasThere: boolean }>(sql`
      SELECT retire_slice(${laneName(lane)}, ${generation}, ${BATCH}) AS removed, EXISTS (
        SELECT FROM "LaneGeneration"
        WHERE "lane" = ${laneName(lane)} AND "generation" = ${generation} AND "replacedAt" IS NOT NULL
      ) AS "wasThere"`);
    if (!row || row.removed === 0) return row?.wasThere === true;
  }
}
