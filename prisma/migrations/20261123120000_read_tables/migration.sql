-- Read models in tables: documents with the checkpoint of their lane, and the functions that write them. Whatever could
-- race locks the row of its lane first, so that the steps of a lane come one after the other.
-- Names are compared byte by byte (COLLATE "C"): the order of ids is the same as in any other store of documents.

CREATE TABLE "Lane" (
    "name" TEXT COLLATE "C" NOT NULL,
    "live" TEXT COLLATE "C",
    "liveState" TEXT COLLATE "C",
    "next" TEXT COLLATE "C",
    "wanted" TEXT COLLATE "C",

    CONSTRAINT "Lane_pkey" PRIMARY KEY ("name"),
    CONSTRAINT "Lane_live_check" CHECK (("live" IS NULL) = ("liveState" IS NULL)),
    CONSTRAINT "Lane_liveState_check" CHECK ("liveState" IN ('filling', 'live'))
);

-- The checkpoint is updated by each commit: room in the page lets the dead row be cleared away without an index.
CREATE TABLE "LaneGeneration" (
    "lane" TEXT COLLATE "C" NOT NULL,
    "generation" TEXT COLLATE "C" NOT NULL,
    "checkpoint" TEXT COLLATE "C",
    "replacedAt" TIMESTAMPTZ(3),

    CONSTRAINT "LaneGeneration_pkey" PRIMARY KEY ("lane", "generation")
) WITH (fillfactor = 50);

-- The body is kept as text: it is never looked into, and what is read is byte for byte what was folded.
CREATE TABLE "Document" (
    "lane" TEXT COLLATE "C" NOT NULL,
    "generation" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "position" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,
    "body" TEXT NOT NULL,

    CONSTRAINT "Document_pkey" PRIMARY KEY ("lane", "generation", "id")
);

CREATE TABLE "DocumentReference" (
    "lane" TEXT COLLATE "C" NOT NULL,
    "generation" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "DocumentReference_pkey" PRIMARY KEY ("lane", "generation", "name", "id")
);

CREATE TABLE "DocumentEmbed" (
    "lane" TEXT COLLATE "C" NOT NULL,
    "generation" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "document" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "DocumentEmbed_pkey" PRIMARY KEY ("lane", "generation", "name", "id", "document")
);

CREATE TABLE "SearchEntry" (
    "lane" TEXT COLLATE "C" NOT NULL,
    "generation" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "words" TSVECTOR NOT NULL,
    "keywords" TEXT[] COLLATE "C" NOT NULL,
    "currency" TEXT COLLATE "C",
    "amount" BIGINT,

    CONSTRAINT "SearchEntry_pkey" PRIMARY KEY ("lane", "generation", "id")
);
-- Without a list of what is still to be sorted in: a search never has to read it, and no writer stops to empty it.
CREATE INDEX "SearchEntry_words_idx" ON "SearchEntry" USING GIN ("words") WITH (fastupdate = off);
CREATE INDEX "SearchEntry_keywords_idx" ON "SearchEntry" USING GIN ("keywords") WITH (fastupdate = off);
CREATE INDEX "SearchEntry_currency_amount_idx" ON "SearchEntry" ("currency", "amount");

-- The row of a lane, made if there is none, locked until the end of the transaction.
CREATE FUNCTION lock_lane(lane_name TEXT) RETURNS "Lane" LANGUAGE plpgsql AS $$
DECLARE
    locked "Lane";
BEGIN
    INSERT INTO "Lane" ("name") VALUES (lane_name) ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT locked FROM "Lane" WHERE "name" = lane_name FOR UPDATE;
    RETURN locked;
END $$;

-- Since now nothing points at the generation. Does nothing for none.
CREATE FUNCTION note_replaced(lane_name TEXT, replaced TEXT) RETURNS VOID LANGUAGE sql AS $$
    INSERT INTO "LaneGeneration" ("lane", "generation", "replacedAt")
    SELECT lane_name, replaced, clock_timestamp() WHERE replaced IS NOT NULL
    ON CONFLICT ("lane", "generation") DO UPDATE SET "replacedAt" = EXCLUDED."replacedAt"
$$;

-- Makes a new, still empty generation the one readers are sent to. True if it is (or was already), false if another one
-- than `replaces` stands there.
CREATE FUNCTION open_live(lane_name TEXT, opened TEXT, replaces TEXT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
    locked "Lane" := lock_lane(lane_name);
BEGIN
    IF locked."live" = opened THEN RETURN TRUE; END IF;
    IF locked."live" IS DISTINCT FROM replaces THEN RETURN FALSE; END IF;
    UPDATE "Lane" SET "live" = opened, "liveState" = 'filling' WHERE "name" = lane_name;
    PERFORM note_replaced(lane_name, replaces);
    RETURN TRUE;
END $$;

-- Sets the generation that is filled beside the live one, or none. Answers as open_live does.
CREATE FUNCTION open_next(lane_name TEXT, opened TEXT, replaces TEXT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
    locked "Lane" := lock_lane(lane_name);
BEGIN
    IF locked."next" IS NOT DISTINCT FROM opened THEN RETURN TRUE; END IF;
    IF locked."next" IS DISTINCT FROM replaces THEN RETURN FALSE; END IF;
    UPDATE "Lane" SET "next" = opened WHERE "name" = lane_name;
    PERFORM note_replaced(lane_name, replaces);
    RETURN TRUE;
END $$;

-- A generation has caught up: readers see it from now on, in place of `replaces` (itself if readers are sent to it
-- already, null for none). Answers
--   switched  with its checkpoint, of which readers must be told
--   live      it was before
--   refused   another one stands in one of the two places, or it has no checkpoint
CREATE FUNCTION go_live(lane_name TEXT, caught_up TEXT, replaces TEXT)
RETURNS TABLE (result TEXT, reached TEXT) LANGUAGE plpgsql AS $$
DECLARE
    locked "Lane" := lock_lane(lane_name);
    stored CONSTANT TEXT := (
        SELECT g."checkpoint" FROM "LaneGeneration" g WHERE g."lane" = lane_name AND g."generation" = caught_up);
    is_beside CONSTANT BOOLEAN := replaces IS DISTINCT FROM caught_up;
BEGIN
    IF locked."live" = caught_up AND locked."liveState" = 'live' THEN
        RETURN QUERY SELECT 'live', stored;
    ELSIF stored IS NULL OR locked."live" IS DISTINCT FROM replaces
        OR (is_beside AND locked."next" IS DISTINCT FROM caught_up) THEN
        RETURN QUERY SELECT 'refused', NULL::TEXT;
    ELSE
        UPDATE "Lane" SET "live" = caught_up, "liveState" = 'live',
            "next" = CASE WHEN is_beside THEN NULL ELSE locked."next" END
        WHERE "name" = lane_name;
        IF is_beside THEN PERFORM note_replaced(lane_name, replaces); END IF;
        RETURN QUERY SELECT 'switched', stored;
    END IF;
END $$;

-- Writes what a lane has folded from a batch of events: all of it or nothing, the checkpoint last.
--
-- Arrays of one group run side by side. No document, reference or embedding comes twice in a commit.
--   expected  the checkpoint this was computed from, null for none
--   later_stay  documents that are stored with a later position are left as they are: their appender has written them
--   searched  JSON: [{id, listed, a, b, c, d, keywords, currency, amount}]; a to d are texts by falling weight
--
-- Returns
--   published  committed, and readers see this generation: they must be told
--   committed  committed, and readers do not see it
--   duplicate  this very commit was applied before
--   fenced     the checkpoint is another one, or nothing points at the generation; nothing was written
--   ahead      a document is stored with a later position than the one to be written; nothing was written
CREATE FUNCTION commit_lane(
    lane_name TEXT, into_generation TEXT, expected TEXT, reached TEXT,

    document_ids TEXT[], document_positions BIGINT[], document_versions INTEGER[], document_bodies TEXT[],

    reference_names TEXT[], reference_ids TEXT[], reference_values TEXT[],

    embed_names TEXT[], embed_ids TEXT[], embed_documents TEXT[], embed_kept BOOLEAN[],

    later_stay BOOLEAN, searched JSONB
) RETURNS TEXT
LANGUAGE plpgsql
SET lock_timeout = '5s'
SET jit = off
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
        JOIN "Document" d ON d."lane" = lane_name AND d."generation" = into_generation AND d."id" = n.id
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

    DELETE FROM "DocumentEmbed" e
    USING unnest(embed_names, embed_ids, embed_documents, embed_kept) AS n (name, id, document, kept)
    WHERE NOT n.kept AND e."lane" = lane_name AND e."generation" = into_generation
        AND e."name" = n.name AND e."id" = n.id AND e."document" = n.document;
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

-- Writes and removes what is searched. English words are found in any of their forms, words of other languages as
-- they are written.
CREATE FUNCTION write_search(lane_name TEXT, into_generation TEXT, searched JSONB) RETURNS VOID LANGUAGE sql AS $$
    DELETE FROM "SearchEntry" e
    USING jsonb_to_recordset(searched) AS n (id TEXT, listed BOOLEAN)
    WHERE NOT n.listed AND e."lane" = lane_name AND e."generation" = into_generation AND e."id" = n.id;
    INSERT INTO "SearchEntry"
    SELECT lane_name, into_generation, n.id,
        setweight(to_tsvector('english', n.a), 'A') || setweight(to_tsvector('english', n.b), 'B')
            || setweight(to_tsvector('english', n.c), 'C') || setweight(to_tsvector('english', n.d), 'D'),
        n.keywords, n.currency, n.amount
    FROM jsonb_to_recordset(searched) AS n (
        id TEXT, listed BOOLEAN, a TEXT, b TEXT, c TEXT, d TEXT, keywords TEXT[], currency TEXT, amount BIGINT)
    WHERE n.listed
    ON CONFLICT ("lane", "generation", "id") DO UPDATE
    SET "words" = EXCLUDED."words", "keywords" = EXCLUDED."keywords",
        "currency" = EXCLUDED."currency", "amount" = EXCLUDED."amount"
$$;

-- One page of what a search finds in a generation. How it is looked up is fixed here rather than left to the planner,
-- which knows nothing of a generation that was filled a moment ago.
--   Text that at most `most_ranked` entries have: they come by falling rank. All are found by the index of words.
--   Anything else comes by id, with rank 0: from the next entries in the order of ids if they fill the page, which they do
--   if much is found, and otherwise from the indexes of what is searched.
-- A page after a rank goes on by rank up to twice that number, so that a few new entries do not change the order meanwhile.
-- Text without a word to look for (`the`, `-mug`) finds nothing: only all entries together could answer it.
-- STABLE, so that what is found is as of the same moment as the checkpoint that is read beside it.
CREATE FUNCTION search_page(
    lane_name TEXT, of_generation TEXT, wanted TSQUERY, having_all TEXT[], in_currency TEXT, lowest BIGINT, highest BIGINT,
    after_rank BIGINT, after_id TEXT, page INTEGER, most_ranked INTEGER
) RETURNS TABLE (id TEXT, rank BIGINT)
LANGUAGE plpgsql STABLE ROWS 20
SET jit = off
SET enable_seqscan = off
SET enable_indexscan = off
SET enable_bitmapscan = on
SET enable_sort = on
AS $$
DECLARE
    -- Entries by id that are looked at before the indexes are asked.
    near CONSTANT INTEGER := 2000;
    anything CONSTANT BOOLEAN := wanted IS NULL AND having_all = '{}' AND in_currency IS NULL;
    asked CONSTANT TEXT := '
        ($3 IS NULL OR e."words" @@ $3) AND ($4 = ''{}'' OR e."keywords" @> $4)
        AND ($5 IS NULL OR e."currency" = $5) AND ($6 IS NULL OR e."amount" >= $6) AND ($7 IS NULL OR e."amount" <= $7)';
    -- Written so that the index of ids does not answer it.
    of_lane CONSTANT TEXT := '(e."lane" || '''') = $1 AND (e."generation" || '''') = $2';
    ranked CONSTANT INTEGER := CASE WHEN after_rank > 0 THEN 2 * most_ranked ELSE most_ranked END;
    ids TEXT[];
    hits TID[];
BEGIN
    IF querytree(wanted) IN ('', 'T') THEN RETURN; END IF;
    IF wanted IS NOT NULL AND after_rank IS DISTINCT FROM 0 THEN
        EXECUTE format('SELECT array_agg(h.ctid) FROM (
            SELECT e.ctid FROM "SearchEntry" e WHERE %s AND %s LIMIT $8) h', of_lane, asked)
        INTO hits
        USING lane_name, of_generation, wanted, having_all, in_currency, lowest, highest, ranked + 1;
        IF hits IS NULL THEN RETURN; END IF;
        IF cardinality(hits) <= ranked THEN
            RETURN QUERY SELECT h.* FROM (
                SELECT e."id", 1 + round(ts_rank_cd(e."words", wanted)::DOUBLE PRECISION * 1000000)::BIGINT AS by_rank
                FROM "SearchEntry" e WHERE e.ctid = ANY (hits)) h
            WHERE after_rank IS NULL OR h.by_rank < after_rank OR (h.by_rank = after_rank AND h."id" > after_id)
            ORDER BY h.by_rank DESC, h."id" LIMIT page;
            RETURN;
        END IF;
    END IF;

    PERFORM set_config('enable_indexscan', 'on', TRUE), set_config('enable_bitmapscan', 'off', TRUE),
        set_config('enable_sort', 'off', TRUE);
    EXECUTE format('SELECT array_agg(f."id") FROM (SELECT e."id" FROM (
            SELECT * FROM "SearchEntry" n WHERE n."lane" = $1 AND n."generation" = $2 AND ($8 IS NULL OR n."id" > $8)
            ORDER BY n."lane", n."generation", n."id" LIMIT CASE WHEN %s THEN NULL ELSE $10 END) e
        WHERE %s LIMIT $9) f', anything::TEXT, asked)
    INTO ids
    USING lane_name, of_generation, wanted, having_all, in_currency, lowest, highest, after_id, page, near;
    IF coalesce(cardinality(ids), 0) < page AND NOT anything THEN
        PERFORM set_config('enable_indexscan', 'off', TRUE), set_config('enable_bitmapscan', 'on', TRUE),
            set_config('enable_sort', 'on', TRUE);
        EXECUTE format('SELECT array_agg(f."id") FROM (SELECT e."id" FROM "SearchEntry" e
            WHERE %s AND %s AND ($8 IS NULL OR (e."id" || '''') COLLATE "C" > $8) ORDER BY e."id" LIMIT $9) f', of_lane, asked)
        INTO ids
        USING lane_name, of_generation, wanted, having_all, in_currency, lowest, highest, after_id, page;
    END IF;
    RETURN QUERY SELECT f.id, 0::BIGINT FROM unnest(ids) AS f (id);
END $$;

-- Removes some of what belongs to a generation that nothing points at, and says how many rows that were.
CREATE FUNCTION retire_slice(lane_name TEXT, retired TEXT, slice INTEGER) RETURNS INTEGER LANGUAGE plpgsql AS $$
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
