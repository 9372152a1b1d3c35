-- After a restore: another incarnation, so that tokens, subscriptions and documents of the lost future are known as such.
-- While the head row is locked nothing is appended. What was restored together with the events goes on where it stands:
-- the reactions and the read models in tables whose event stands; all others begin anew.
--   new_name     of the store, null to keep the one it has
--   restored_in  which database this is; the transaction is added, which a row that comes out of a dump does not have as
--                its xmin
--
-- Returns one row: the new incarnation, the reactions that go on and those that begin anew, by name.
-- Errors
--   23514  the name is none ("Store_name_check")
CREATE OR REPLACE FUNCTION renew_incarnation(new_name TEXT, restored_in TEXT)
RETURNS TABLE (incarnation UUID, reactions_kept TEXT[], reactions_anew TEXT[])
LANGUAGE plpgsql AS $$
DECLARE
    before CONSTANT UUID := (SELECT "value" FROM "Incarnation");
BEGIN
    PERFORM FROM "EventStoreHead" FOR UPDATE;
    incarnation := gen_random_uuid();
    UPDATE "Incarnation" SET "value" = incarnation;
    UPDATE "Store" SET "name" = COALESCE(new_name, "name"), "restoredAt" = now(),
        "restoredIn" = restored_in || '/' || (pg_current_xact_id()::TEXT::BIGINT % 4294967296);

    WITH kept AS (
        UPDATE "ReactionCheckpoint" r SET "incarnation" = renew_incarnation.incarnation
        WHERE r."incarnation" = before AND (r."position" = 0 OR EXISTS (
            SELECT FROM "Event" e WHERE e."position" = r."position" AND e."id" = r."eventId"))
        RETURNING r."reaction"
    )
    SELECT COALESCE(array_agg(kept."reaction" ORDER BY kept."reaction"), '{}') INTO reactions_kept FROM kept;
    reactions_anew := ARRAY(
        SELECT r."reaction" FROM "ReactionCheckpoint" r
        WHERE r."incarnation" <> renew_incarnation.incarnation ORDER BY 1);

    -- position|eventId|incarnation|batchId|cursor
    UPDATE "LaneGeneration" g SET "checkpoint" = replace(g."checkpoint", before::TEXT, incarnation::TEXT)
    WHERE split_part(g."checkpoint", '|', 3) = before::TEXT AND (split_part(g."checkpoint", '|', 1) = '0' OR EXISTS (
        SELECT FROM "Event" e
        WHERE e."position" = split_part(g."checkpoint", '|', 1)::BIGINT
            AND e."id"::TEXT = split_part(g."checkpoint", '|', 2)));
    RETURN NEXT;
END $$;
