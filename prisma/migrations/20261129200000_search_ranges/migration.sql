-- A search compares any number, beside any text that must be the same. What stands there stays: an amount is such a
-- number, its currency such a text. The table is rewritten for it, and searches wait meanwhile.
ALTER TABLE "SearchEntry" RENAME COLUMN "currency" TO "equal";
ALTER TABLE "SearchEntry" RENAME COLUMN "amount" TO "number";
ALTER TABLE "SearchEntry" ALTER COLUMN "number" TYPE DOUBLE PRECISION;
ALTER INDEX "SearchEntry_currency_amount_idx" RENAME TO "SearchEntry_equal_number_idx";

-- Writes and removes what is searched. English words are found in any of their forms, words of other languages as
-- they are written. Processes of the version before say `currency` and `amount`.
CREATE OR REPLACE FUNCTION write_search(lane_name TEXT, into_generation TEXT, searched JSONB) RETURNS VOID LANGUAGE sql AS $$
    DELETE FROM "SearchEntry" WHERE ctid = ANY (ARRAY(
        SELECT d.ctid FROM jsonb_to_recordset(searched) AS n (id TEXT, listed BOOLEAN)
        CROSS JOIN LATERAL (
            SELECT e.ctid FROM "SearchEntry" e
            WHERE e."lane" = lane_name AND e."generation" = into_generation AND e."id" = n.id LIMIT 1
        ) d
        WHERE NOT n.listed));
    INSERT INTO "SearchEntry"
    SELECT lane_name, into_generation, n.id,
        setweight(to_tsvector('english', n.a), 'A') || setweight(to_tsvector('english', n.b), 'B')
            || setweight(to_tsvector('english', n.c), 'C') || setweight(to_tsvector('english', n.d), 'D'),
        n.keywords, coalesce(n.equal, n.currency), coalesce(n.number, n.amount)
    FROM jsonb_to_recordset(searched) AS n (
        id TEXT, listed BOOLEAN, a TEXT, b TEXT, c TEXT, d TEXT, keywords TEXT[],
        equal TEXT, number DOUBLE PRECISION, currency TEXT, amount DOUBLE PRECISION)
    WHERE n.listed
    ON CONFLICT ("lane", "generation", "id") DO UPDATE
    SET "words" = EXCLUDED."words", "keywords" = EXCLUDED."keywords",
        "equal" = EXCLUDED."equal", "number" = EXCLUDED."number"
$$;

-- With whole numbers for ends it is what processes of the version before ask for.
DROP FUNCTION search_page(TEXT, TEXT, TSQUERY, TEXT[], TEXT, BIGINT, BIGINT, BIGINT, TEXT, INTEGER, INTEGER);

-- One page of what a search finds in a generation. How it is looked up is fixed here rather than left to the planner,
-- which knows nothing of a generation that was filled a moment ago.
--   Text that at most `most_ranked` entries have: they come by falling rank. All are found by the index of words.
--   Anything else comes by id, with rank 0: from the next entries in the order of ids if they fill the page, which they do
--   if much is found, and otherwise from the indexes of what is searched.
-- A page after a rank goes on by rank up to twice that number, so that a few new entries do not change the order meanwhile.
-- Text without a word to look for (`the`, `-mug`) finds nothing: only all entries together could answer it.
-- STABLE, so that what is found is as of the same moment as the checkpoint that is read beside it.
CREATE FUNCTION search_page(
    lane_name TEXT, of_generation TEXT, wanted TSQUERY, having_all TEXT[], beside TEXT, lowest DOUBLE PRECISION,
    highest DOUBLE PRECISION,
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
    anything CONSTANT BOOLEAN := wanted IS NULL AND having_all = '{}' AND beside IS NULL;
    asked CONSTANT TEXT := '
        ($3 IS NULL OR e."words" @@ $3) AND ($4 = ''{}'' OR e."keywords" @> $4)
        AND ($5 IS NULL OR e."equal" = $5) AND ($6 IS NULL OR e."number" >= $6) AND ($7 IS NULL OR e."number" <= $7)';
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
        USING lane_name, of_generation, wanted, having_all, beside, lowest, highest, ranked + 1;
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
    USING lane_name, of_generation, wanted, having_all, beside, lowest, highest, after_id, page, near;
    IF coalesce(cardinality(ids), 0) < page AND NOT anything THEN
        PERFORM set_config('enable_indexscan', 'off', TRUE), set_config('enable_bitmapscan', 'on', TRUE),
            set_config('enable_sort', 'on', TRUE);
        EXECUTE format('SELECT array_agg(f."id") FROM (SELECT e."id" FROM "SearchEntry" e
            WHERE %s AND %s AND ($8 IS NULL OR (e."id" || '''') COLLATE "C" > $8) ORDER BY e."id" LIMIT $9) f', of_lane, asked)
        INTO ids
        USING lane_name, of_generation, wanted, having_all, beside, lowest, highest, after_id, page;
    END IF;
    RETURN QUERY SELECT f.id, 0::BIGINT FROM unnest(ids) AS f (id);
END $$;
