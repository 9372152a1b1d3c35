-- Writes what a lane has folded from a batch of events: all of it or nothing, the checkpoint last.
--
-- Arrays of one group run side by side. No document, reference or embedding comes twice in a commit.
--   expected    the checkpoint this was computed from, null for none
--   reached     the new checkpoint: position|eventId|incarnation|batchId|cursor
--   embed_kept  whether the document shows the reference from now on, or no longer does
--   later_stay  documents that are stored with a later position are left as they are: their appender has written them
--   searched    JSON, as write_search takes it
--
-- Returns
--   published  committed, and readers see this generation: they must be told
--   committed  committed, and readers do not see it
--   duplicate  this very commit was applied before
--   fenced     the checkpoint is another one, or nothing points at the generation; nothing was written
--   ahead      a document is stored with a later position than the one to be written; nothing was written
-- Errors
--   55P03  the lane was not free within five seconds; nothing was written
--
-- A commit looks its rows up one by one. The planner takes tables that were empty a moment ago for small ones, and reads
-- all that a generation holds for each commit. LATERAL … LIMIT can't be made a join of, and without sequential scans rows
-- are removed by their place (ctid).
CREATE OR REPLACE FUNCTION commit_lane(
    lane_name TEXT, into_generation TEXT, expected TEXT, reached TEXT,

    document_ids TEXT[], document_positions BIGINT[], document_versions INTEGER[], document_bodies TEXT[],

    reference_names TEXT[], reference_ids TEXT[], reference_values TEXT[],

    embed_names TEXT[], embed_ids TEXT[], embed_documents TEXT[], embed_kept BOOLEAN[],

    later_stay BOOLEAN, searched JSONB
) RETURNS TEXT
LANGUAGE plpgsql
SET lock_timeout = '5s'
SET jit = off
SET enable_seqscan = off
AS $$
DECLARE
    locked "Lane";
    stored TEXT;
BEGIN
    SELECT * INTO locked FROM "Lane" l WHERE l."name" = lane_name FOR UPDATE;
    stored := (SELECT g."checkpoint" FROM "LaneGeneration" g
        WHERE g."lane" = lane_name AND g."generation" = into_generation);
    IF stored = reached THEN RETURN 'duplicate'; END IF;
    IF stored IS DISTINCT FROM expected THEN RETURN 'fenced'; END IF;
    IF locked."live" IS DISTINCT FROM into_generation AND locked."next" IS DISTINCT FROM into_generation THEN
        RETURN 'fenced';
    END IF;

    IF NOT later_stay AND EXISTS (
        SELECT FROM unnest(document_ids, document_positions) AS n (id, at)
        CROSS JOIN LATERAL (
            SELECT e."position" FROM "Document" e
            WHERE e."lane" = lane_name AND e."generation" = into_generation AND e."id" = n.id LIMIT 1
        ) d
        WHERE d."position" > n.at
    ) THEN
        RETURN 'ahead';
    END IF;

    -- In the order of ids, as every writer of documents does, so that no two of them wait for each other.
    INSERT INTO "Document" AS there
    SELECT lane_name, into_generation, n.id, n.at, n.version, n.body
    FROM unnest(document_ids, document_positions, document_versions, document_bodies) AS n (id, at, version, body)
    ORDER BY n.id
    ON CONFLICT ("lane", "generation", "id") DO UPDATE
    SET "position" = EXCLUDED."position", "version" = EXCLUDED."version", "body" = EXCLUDED."body"
    WHERE there."position" <= EXCLUDED."position";

    INSERT INTO "DocumentReference"
    SELECT lane_name, into_generation, n.name, n.id, n.value
    FROM unnest(reference_names, reference_ids, reference_values) AS n (name, id, value)
    ON CONFLICT ("lane", "generation", "name", "id") DO UPDATE SET "value" = EXCLUDED."value";

    DELETE FROM "DocumentEmbed" WHERE ctid = ANY (ARRAY(
        SELECT d.ctid FROM unnest(embed_names, embed_ids, embed_documents, embed_kept) AS n (name, id, document, kept)
        CROSS JOIN LATERAL (
            SELECT e.ctid FROM "DocumentEmbed" e
            WHERE e."lane" = lane_name AND e."generation" = into_generation
                AND e."name" = n.name AND e."id" = n.id AND e."document" = n.document LIMIT 1
        ) d
        WHERE NOT n.kept));
    INSERT INTO "DocumentEmbed"
    SELECT lane_name, into_generation, n.name, n.id, n.document
    FROM unnest(embed_names, embed_ids, embed_documents, embed_kept) AS n (name, id, document, kept)
    WHERE n.kept
    ON CONFLICT DO NOTHING;

    PERFORM write_search(lane_name, into_generation, searched);

    INSERT INTO "LaneGeneration" ("lane", "generation", "checkpoint") VALUES (lane_name, into_generation, reached)
    ON CONFLICT ("lane", "generation") DO UPDATE SET "checkpoint" = EXCLUDED."checkpoint";
    RETURN CASE WHEN locked."live" = into_generation AND locked."liveState" = 'live' THEN 'published' ELSE 'committed' END;
END $$;
