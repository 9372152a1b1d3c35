-- Keeps a row for a day, as the trigger of its table: whoever has sent a command asks again for some time.
--
-- Errors
--   42501  for a younger one: insufficient_privilege, with the table and what was tried
CREATE OR REPLACE FUNCTION keep_for_a_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD."recordedAt" > clock_timestamp() - INTERVAL '1 day' THEN
        RAISE EXCEPTION '"%" keeps what is younger than a day: % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;
