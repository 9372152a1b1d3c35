-- For workers of the version before; now move_pointers.
--
-- Sets the generation that is filled beside the live one, or none.
--   opened    the generation, null for none
--   replaces  the one that stands there, null for none
--
-- Returns true if it is (or was already), false if another one than `replaces` stands there.
CREATE OR REPLACE FUNCTION open_next(lane_name TEXT, opened TEXT, replaces TEXT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
    locked "Lane" := lock_lane(lane_name);
BEGIN
    IF locked."next" IS NOT DISTINCT FROM opened THEN RETURN TRUE; END IF;
    IF locked."next" IS DISTINCT FROM replaces THEN RETURN FALSE; END IF;
    UPDATE "Lane" SET "next" = opened WHERE "name" = lane_name;
    PERFORM note_replaced(lane_name, replaces);
    RETURN TRUE;
END $$;
