-- For workers of the version before; now move_pointers.
--
-- A generation has caught up: readers see it from now on. A switch never shows readers less than they have been shown:
-- until the new one has come as far as the one it replaces, it is refused.
--   caught_up  the generation
--   replaces   the one readers are sent to: itself if it is that already, null for none
--
-- Returns one row
--   switched  with its checkpoint, of which readers must be told
--   live      it was before; with its checkpoint
--   refused   another one stands in one of the two places, or it has no checkpoint, or `replaces` is live and further
CREATE OR REPLACE FUNCTION go_live(lane_name TEXT, caught_up TEXT, replaces TEXT)
RETURNS TABLE (result TEXT, reached TEXT) LANGUAGE plpgsql AS $$
DECLARE
    locked "Lane" := lock_lane(lane_name);
    stored CONSTANT TEXT := (
        SELECT g."checkpoint" FROM "LaneGeneration" g WHERE g."lane" = lane_name AND g."generation" = caught_up);
    shown CONSTANT TEXT := (
        SELECT g."checkpoint" FROM "LaneGeneration" g
        WHERE g."lane" = lane_name AND g."generation" = replaces AND locked."liveState" = 'live');
    is_beside CONSTANT BOOLEAN := replaces IS DISTINCT FROM caught_up;
BEGIN
    IF locked."live" = caught_up AND locked."liveState" = 'live' THEN
        RETURN QUERY SELECT 'live', stored;
    ELSIF stored IS NULL OR locked."live" IS DISTINCT FROM replaces
        OR (is_beside AND locked."next" IS DISTINCT FROM caught_up) OR is_further(shown, stored) THEN
        RETURN QUERY SELECT 'refused', NULL::TEXT;
    ELSE
        UPDATE "Lane" SET "live" = caught_up, "liveState" = 'live',
            "next" = CASE WHEN is_beside THEN NULL ELSE locked."next" END
        WHERE "name" = lane_name;
        IF is_beside THEN PERFORM note_replaced(lane_name, replaces); END IF;
        RETURN QUERY SELECT 'switched', stored;
    END IF;
END $$;
