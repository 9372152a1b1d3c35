-- Removes some of what belongs to a generation that nothing points at; when nothing of it is left, the generation itself.
--   slice  the most rows of each table
--
-- Returns how many rows were removed: 0 when there is no more to do, or something points at the generation.
CREATE OR REPLACE FUNCTION retire_slice(lane_name TEXT, retired TEXT, slice INTEGER) RETURNS INTEGER LANGUAGE plpgsql AS $$
DECLARE
    counted INTEGER;
    removed INTEGER := 0;
    of_table TEXT;
BEGIN
    IF EXISTS (SELECT FROM "Lane" l WHERE l."name" = lane_name AND (l."live" = retired OR l."next" = retired)) THEN
        RETURN 0;
    END IF;
    FOREACH of_table IN ARRAY ARRAY['Document', 'DocumentReference', 'DocumentEmbed', 'SearchEntry'] LOOP
        EXECUTE format('DELETE FROM %1$I WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM %1$I WHERE "lane" = $1 AND "generation" = $2 LIMIT $3))', of_table)
        USING lane_name, retired, slice;
        GET DIAGNOSTICS counted = ROW_COUNT;
        removed := removed + counted;
    END LOOP;
    IF removed = 0 THEN
        DELETE FROM "LaneGeneration" g WHERE g."lane" = lane_name AND g."generation" = retired;
    END IF;
    RETURN removed;
END $$;
