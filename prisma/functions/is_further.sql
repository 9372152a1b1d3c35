-- Comparison of checkpoints: true if `a` is further than `b` in the same event store. Of an event that is being fanned
-- out, readers have been shown a part.
--   a, b  position|eventId|incarnation|batchId|cursor
--
-- Returns false for checkpoints of two incarnations, null if one of them is null.
CREATE OR REPLACE FUNCTION is_further(a TEXT, b TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
    SELECT split_part(a, '|', 3) = split_part(b, '|', 3)
        AND (split_part(a, '|', 1)::BIGINT, split_part(a, '|', 5) <> '') > (split_part(b, '|', 1)::BIGINT, FALSE)
$$;
