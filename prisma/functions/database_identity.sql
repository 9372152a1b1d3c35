-- Identity of this database and of its server. What a managed server refuses to say is ''.
--
-- Returns one row
--   database_name, schema_name, database_oid  as they are called here
--   system_id   of the cluster: equal for a primary, its standbys and its physical backups
--   timeline    rises with each promotion and each recovery to a point in time
--   started_at  of the server process (seconds): equal for all who are connected to the same one
CREATE OR REPLACE FUNCTION database_identity() RETURNS TABLE (
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
