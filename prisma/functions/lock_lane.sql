-- Locks the row of a lane until the end of the transaction, and makes it if there is none: whatever could race locks it
-- first, so that the steps of a lane come one after the other.
--
-- Returns the row as it is once it is locked.
CREATE OR REPLACE FUNCTION lock_lane(lane_name TEXT) RETURNS "Lane" LANGUAGE plpgsql AS $$
DECLARE
    locked "Lane";
BEGIN
    INSERT INTO "Lane" ("name") VALUES (lane_name) ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT locked FROM "Lane" WHERE "name" = lane_name FOR UPDATE;
    RETURN locked;
END $$;
