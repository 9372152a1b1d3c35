-- Notes that since now nothing points at a generation, so that it is retired in time.
--   replaced  the generation; null does nothing
CREATE OR REPLACE FUNCTION note_replaced(lane_name TEXT, replaced TEXT) RETURNS VOID LANGUAGE sql AS $$
    INSERT INTO "LaneGeneration" ("lane", "generation", "replacedAt")
    SELECT lane_name, replaced, clock_timestamp() WHERE replaced IS NOT NULL
    ON CONFLICT ("lane", "generation") DO UPDATE SET "replacedAt" = EXCLUDED."replacedAt"
$$;
