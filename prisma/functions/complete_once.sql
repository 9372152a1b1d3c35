-- Keeps a table a record, as its trigger: a row is written, completed once by what became of it, and never removed.
--
-- Errors
--   42501  for any other change: insufficient_privilege, with the table and what was tried
CREATE OR REPLACE FUNCTION complete_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD."done" IS NULL AND NEW."done" IS NOT NULL
            AND (to_jsonb(OLD) - ARRAY['done', 'code', 'message', 'result'])
                = (to_jsonb(NEW) - ARRAY['done', 'code', 'message', 'result'])
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '"%" is completed once: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
