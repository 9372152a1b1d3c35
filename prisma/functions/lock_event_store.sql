-- Locks what every append locks, for a transaction that reads before it appends. One whose client has gone silent must not
-- hold up everybody: its transaction is ended after five seconds.
--
-- Returns false if "EventStoreHead" is empty.
-- Errors
--   55P03  the head row was not free within five seconds
CREATE OR REPLACE FUNCTION lock_event_store() RETURNS BOOLEAN
LANGUAGE plpgsql
SET lock_timeout = '5s'
AS $$
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', TRUE);
    PERFORM FROM "EventStoreHead" FOR UPDATE;
    RETURN FOUND;
END $$;
