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
