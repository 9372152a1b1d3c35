-- What operators did, by whom and why: written before it is done, completed once.
CREATE TABLE "OperatorCommand" (
    -- In the order in which they were written, for pages.
    "n" BIGSERIAL NOT NULL,
    "principal" TEXT COLLATE "C" NOT NULL,
    "id" UUID NOT NULL,
    "verb" TEXT COLLATE "C" NOT NULL,
    "reason" TEXT,
    "input" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    -- Null while it is under way, or if its process ended in the middle.
    "done" BOOLEAN,
    "code" TEXT,
    "message" TEXT,
    "result" JSONB,

    CONSTRAINT "OperatorCommand_pkey" PRIMARY KEY ("principal", "id"),
    CONSTRAINT "OperatorCommand_outcome" CHECK (
        ("done" IS NULL AND "code" IS NULL AND "message" IS NULL AND "result" IS NULL)
        OR ("done" AND "code" IS NULL AND "message" IS NULL AND "result" IS NOT NULL)
        OR (NOT "done" AND "code" IS NOT NULL AND "message" IS NOT NULL AND "result" IS NULL)
    )
);
CREATE UNIQUE INDEX "OperatorCommand_n_key" ON "OperatorCommand" ("n");

-- Keeps a table a record, as its trigger: a row is written, completed once by what became of it, and never removed.
--
-- Errors
--   42501  for any other change: insufficient_privilege, with the table and what was tried
CREATE FUNCTION complete_once() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER "OperatorCommand_completed_once" BEFORE UPDATE OR DELETE ON "OperatorCommand"
    FOR EACH ROW EXECUTE FUNCTION complete_once();
CREATE TRIGGER "OperatorCommand_kept" BEFORE TRUNCATE ON "OperatorCommand"
    FOR EACH STATEMENT EXECUTE FUNCTION complete_once();
-- ALWAYS: also in a session that calls itself a replica.
ALTER TABLE "OperatorCommand" ENABLE ALWAYS TRIGGER "OperatorCommand_completed_once";
ALTER TABLE "OperatorCommand" ENABLE ALWAYS TRIGGER "OperatorCommand_kept";
