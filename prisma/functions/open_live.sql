-- For workers of the version before; now move_pointers.
--
-- Makes a new, still empty generation the one readers are sent to.
--   opened    the generation
--   replaces  the one that stands there, null for none
--
-- Returns true if it is (or was already), false if another one than `replaces` stands there.
CREATE OR REPLACE FUNCTION open_live(lane_name TEXT, opened TEXT, replaces TEXT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
    locked "Lane" := lock_lane(lane_name);
BEGIN
    IF locked."live" = opened THEN RETURN TRUE; END IF;
    IF locked."live" IS DISTINCT FROM replaces THEN RETURN FALSE; END IF;
    UPDATE "Lane" SET "live" = opened, "liveState" = 'filling' WHERE "name" = lane_name;
    PERFORM note_replaced(lane_name, replaces);
    RETURN TRUE;
END $$;
