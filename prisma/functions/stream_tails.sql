-- The events of several streams after given versions, in the order asked for. STABLE: all as of the caller's snapshot.
-- Always by the index, and never compiled: without statistics the planner takes a short tail for a large part of the
-- table and spends a hundred times longer on compiling the statement than on running it.
--
-- Arrays run side by side. Processes of older code ask without what has a default.
--   versions  of the last event that is known; 0 for the whole stream
--   limits    the most events of each; null for all of them
--   known     id of the event at the version; where another one stands there, the tail begins with that one. Null where it
--             is not to be checked
--
-- Returns the events by tail (its number, from 1) and version; no row for an empty tail.
CREATE OR REPLACE FUNCTION stream_tails(streams TEXT[], versions INTEGER[], limits INTEGER[] DEFAULT NULL, known UUID[] DEFAULT NULL)
RETURNS TABLE (
    tail INTEGER, "position" BIGINT, "id" UUID, "stream" TEXT, "version" INTEGER, "type" TEXT, "schemaVersion" INTEGER,
    "payload" JSONB, "metadata" JSONB, "recordedAt" TIMESTAMPTZ, "occurredAt" TIMESTAMPTZ
)
LANGUAGE sql STABLE
SET jit = off
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
    SELECT t.n::INTEGER, e.*
    FROM unnest(streams, versions, limits, known) WITH ORDINALITY AS t (stream, version, most, known, n)
    CROSS JOIN LATERAL (
        SELECT "position", "id", "stream", "version", "type", "schemaVersion", "payload", "metadata", "recordedAt",
            "occurredAt"
        FROM "Event"
        WHERE "stream" = t.stream AND "version" >= t.version + (t.known IS NULL)::INTEGER
            AND ("version" > t.version OR "id" <> t.known)
        ORDER BY "version" LIMIT t.most
    ) e
    ORDER BY t.n, e."version"
$$;
