-- Rights of the server's role: it reads and writes, and changes nothing that is recorded. It owns no table, so that it can
-- neither alter one nor switch its triggers off.
--
-- `npm run cli -- migrate` runs this as the owner of the tables after each migration, where DATABASE_OWNER_URL is set, for
-- the user of DATABASE_URL. By hand, in the schema of the tables:
--   psql -c "SET slipstream.server_role = 'slipstream_server'" -f prisma/grants.sql
DO $$
DECLARE
    role CONSTANT TEXT := current_setting('slipstream.server_role');
    tables CONSTANT TEXT := format('ALL TABLES IN SCHEMA %I', current_schema());
    sequences CONSTANT TEXT := format('ALL SEQUENCES IN SCHEMA %I', current_schema());
    one RECORD;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role);
    EXECUTE format('REVOKE ALL ON %s FROM %I', tables, role);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', tables, role);
    EXECUTE format('GRANT USAGE ON %s TO %I', sequences, role);
    FOR one IN
        SELECT * FROM (VALUES
            ('"Event"', 'UPDATE, DELETE'),
            ('"Command"', 'UPDATE, DELETE'),
            ('"RefusedCommand"', 'UPDATE, DELETE'),
            -- What was done is completed once.
            ('"OperatorCommand"', 'DELETE'),
            -- A key is emptied, and stays to say that it was.
            ('"SubjectKey"', 'DELETE'),
            ('_prisma_migrations', 'INSERT, UPDATE, DELETE')
        ) AS w (kept, rights)
    LOOP
        EXECUTE format('REVOKE %s ON %s FROM %I', one.rights, one.kept, role);
    END LOOP;
END $$;
