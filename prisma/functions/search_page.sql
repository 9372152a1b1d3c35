-- One page of what a search finds in a generation. How it is looked up is fixed here rather than left to the planner,
-- which knows nothing of a generation that was filled a moment ago.
--   Text that at most `most_ranked` entries have: they come by falling rank. All are found by the index of words.
--   Anything else comes by id, with rank 0: from the next entries in the order of ids if they fill the page, which they do
--   if much is found, and otherwise from the indexes of what is searched.
-- A page after a rank goes on by rank up to twice that number, so that a few new entries do not change the order
-- meanwhile.
-- Text without a word to look for (`the`, `-mug`) finds nothing: only all entries together could answer it.
-- STABLE, so that what is found is as of the same moment as the checkpoint that is read beside it.
--
--   wanted        the words, null to ask for none
--   having_all    keywords that all are there, '{}' to ask for none
--   beside        the text that numbers are compared beside, null for any
--   lowest, highest  both ends count, null for none; whole numbers are what processes of the version before ask for
--   after_rank, after_id  the last entry of the page before, null for the first page
--   page          the most entries
--
-- Returns the entries of the page, the rank a whole number so that a cursor is exact; the caller puts them in order.
CREATE OR REPLACE FUNCTION search_page(
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
