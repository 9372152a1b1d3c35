-- Writes and removes what is searched. English words are found in any of their forms, words of other languages as
-- they are written.
--   searched  JSON: [{id, listed, a, b, c, d, keywords, equal, number}]; a to d are texts by falling weight. What is
--             not `listed` is removed. Processes of the version before say `currency` and `amount`
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
