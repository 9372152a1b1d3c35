-- The store's name: what its keys, channels and queues in Redis carry, so that stores on one Redis never touch each other.
-- A dump takes it along; `npm run cli -- restored` gives a copy beside its original another one.
CREATE TABLE "Store" (
    "id" INTEGER NOT NULL DEFAULT 1 CHECK ("id" = 1),
    "name" TEXT COLLATE "C" NOT NULL DEFAULT substr(md5(gen_random_uuid()::TEXT), 1, 10)
        CHECK ("name" ~ '^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$'),
    -- When the incarnation was renewed last after a restore, and in which database (see database_identity).
    "restoredAt" TIMESTAMPTZ(3),
    "restoredIn" TEXT COLLATE "C",

    CONSTRAINT "Store_pkey" PRIMARY KEY ("id")
);
INSERT INTO "Store" DEFAULT VALUES;

-- Which database this is, and of which server. What a managed server refuses to say is ''.
--   system_id   of the cluster: equal for a primary, its standbys and its physical backups
--   timeline    rises with each promotion and each recovery to a point in time
--   started_at  of the server process (seconds): equal for all who are connected to the same one
CREATE FUNCTION database_identity() RETURNS TABLE (
    database_name TEXT, schema_name TEXT, database_oid TEXT, system_id TEXT, timeline TEXT, started_at TEXT
) LANGUAGE plpgsql STABLE AS $$
BEGIN
    database_name := current_database();
    schema_name := COALESCE(current_schema(), '');
    database_oid := (SELECT d.oid::TEXT FROM pg_database d WHERE d.datname = current_database());
    started_at := extract(epoch FROM pg_postmaster_start_time())::TEXT;
    BEGIN
        system_id := (SELECT c.system_identifier::TEXT FROM pg_control_system() c);
    EXCEPTION WHEN OTHERS THEN
        system_id := '';
    END;
    BEGIN
        timeline := substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8);
    EXCEPTION WHEN OTHERS THEN
        timeline := '';
    END;
    RETURN NEXT;
END $$;
