-- Refuses every change of the table it is a trigger of: "Event" and "Command" are append-only.
--
-- Errors
--   42501  always: insufficient_privilege, with the table and what was tried
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '"%" is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
