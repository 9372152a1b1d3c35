-- As before, and of each stream at most so many events as are asked for; NULL for all of them. Processes of older code
-- ask without.
DROP FUNCTION stream_tails(TEXT[], INTEGER[]);
CREATE FUNCTION stream_tails(streams TEXT[], versions INTEGER[], limits INTEGER[] DEFAULT NULL) RETURNS TABLE (
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
    FROM unnest(streams, versions, limits) WITH ORDINALITY AS t (stream, version, most, n)
    CROSS JOIN LATERAL (
        SELECT "position", "id", "stream", "version", "type", "schemaVersion", "payload", "metadata", "recordedAt",
            "occurredAt"
        FROM "Event" WHERE "stream" = t.stream AND "version" > t.version ORDER BY "version" LIMIT t.most
    ) e
    ORDER BY t.n, e."version"
$$;
