-- Outcome of a stored command, as it is told when the command comes again.
--   command  its row
--
-- Returns {inputHash, streamId}, and {version, position} of what was accepted (the position a decimal text) or
-- {rejection}, with its code in it.
CREATE OR REPLACE FUNCTION stored_outcome(command "StoredCommand") RETURNS JSONB LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'inputHash', command."inputHash", 'streamId', command."streamId",
        'version', command."version", 'position', command."position"::TEXT))
        || CASE WHEN command."rejection" IS NULL THEN '{}'::JSONB
            ELSE jsonb_build_object('rejection', command."rejection" || jsonb_build_object('code', command."rejectionCode"))
        END
$$;

-- As it is asked by processes of older code, which know no refusals of their own table: they meet those when they append.
CREATE OR REPLACE FUNCTION stored_outcome(command "Command") RETURNS JSONB LANGUAGE sql STABLE AS $$
    SELECT stored_outcome(ROW(command.*)::"StoredCommand")
$$;
