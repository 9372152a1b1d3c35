-- Rebuilds of projections: a generation of the same code is filled beside the live one, compared with it, and switched to.
CREATE TABLE "Rebuild" (
    -- Of the deed that began it.
    "id" UUID NOT NULL,
    "projection" TEXT COLLATE "C" NOT NULL,
    "foldId" TEXT COLLATE "C" NOT NULL,
    "state" TEXT COLLATE "C" NOT NULL CHECK (
        "state" IN ('FILLING', 'COMPARING', 'WAITING_FOR_APPROVAL', 'SWITCHING', 'SWITCHED', 'ABORTED')
    ),
    "by" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    -- Null while it is under way.
    "endedAt" TIMESTAMPTZ(3),
    -- Switched to whatever the comparison says.
    "isApproved" BOOLEAN NOT NULL,
    "eventsPerSecond" INTEGER CHECK ("eventsPerSecond" > 0),
    -- Share of the documents that are compared.
    "sample" DOUBLE PRECISION NOT NULL CHECK ("sample" > 0 AND "sample" <= 1),
    -- Goes back to what was live before another one.
    "isUndo" BOOLEAN NOT NULL,
    -- The deed that approved or ended it.
    "decidedBy" UUID,
    -- Why it was ended, if not by an operator.
    "note" TEXT,

    CONSTRAINT "Rebuild_pkey" PRIMARY KEY ("id")
);
-- One at a time of each projection.
CREATE UNIQUE INDEX "Rebuild_under_way" ON "Rebuild" ("projection") WHERE "endedAt" IS NULL;
CREATE INDEX "Rebuild_projection_startedAt_idx" ON "Rebuild" ("projection", "startedAt");

CREATE TABLE "RebuildLane" (
    "rebuild" UUID NOT NULL REFERENCES "Rebuild" ("id"),
    "lane" INTEGER NOT NULL,
    "generation" TEXT COLLATE "C" NOT NULL,
    -- What was live when it was switched.
    "replaced" TEXT COLLATE "C",
    "isSwitched" BOOLEAN NOT NULL DEFAULT FALSE,
    -- Of the comparison, null until it is over: how many documents, how many differences, the first of these.
    "compared" INTEGER,
    "differences" INTEGER,
    "found" JSONB,

    CONSTRAINT "RebuildLane_pkey" PRIMARY KEY ("rebuild", "lane")
);

-- A generation that is pointed at again, as by an undo, is no longer a replaced one.
-- Moves the pointers of a lane, if they are what they were when the move was decided.
--   from_live, from_state, from_next  what they must be, null for none
--   to_live, to_state, to_next        what they become, null for none
--   gone                              generation that nothing points at any more, null for none
--   of_generations, expected          checkpoints that must still be these
--
-- Returns true if they are moved (or stand there already), false if something is not as it was; then nothing was moved.
CREATE OR REPLACE FUNCTION move_pointers(
    lane_name TEXT, from_live TEXT, from_state TEXT, from_next TEXT, to_live TEXT, to_state TEXT, to_next TEXT,
    gone TEXT, of_generations TEXT[], expected TEXT[]
) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
    locked "Lane" := lock_lane(lane_name);
BEGIN
    IF (locked."live", locked."liveState", locked."next") IS NOT DISTINCT FROM (to_live, to_state, to_next) THEN
        RETURN TRUE;
    END IF;
    IF (locked."live", locked."liveState", locked."next") IS DISTINCT FROM (from_live, from_state, from_next) THEN
        RETURN FALSE;
    END IF;
    IF EXISTS (
        SELECT FROM unnest(of_generations, expected) AS e (generation, checkpoint)
        LEFT JOIN "LaneGeneration" g ON g."lane" = lane_name AND g."generation" = e.generation
        WHERE g."checkpoint" IS DISTINCT FROM e.checkpoint
    ) THEN
        RETURN FALSE;
    END IF;
    UPDATE "Lane" SET "live" = to_live, "liveState" = to_state, "next" = to_next WHERE "name" = lane_name;
    UPDATE "LaneGeneration" SET "replacedAt" = NULL
    WHERE "lane" = lane_name AND "generation" IN (to_live, to_next) AND "replacedAt" IS NOT NULL;
    PERFORM note_replaced(lane_name, gone);
    RETURN TRUE;
END $$;
