-- Appends a batch of commands: each one whole or not at all, none harmed by another.
--
-- Arrays of one group run side by side. `command` numbers refer to the first group, from 1. A command is either
-- accepted, with its `writes` and events, or a rejection (`rejection_codes` is not null) without any. Processes of older
-- code call without what has a default.
--   principals ... event_counts  a row per command
--   write_...  the streams that accepted commands change, or expect to stand where they are (`write_counts` 0)
--   event_...  the events, in the order of their positions
--   guard_...  streams that commands were decided on without writing to them, refusals included; each comes once, with
--              its version and the id of the event there
--   command_guards  the numbers of the guards of each command, from 1, as an array in text that is only read when one of
--              them has moved
--
-- Returns one row per command, in order
--   appended  version of its own stream, position of its last event; detail = when, as ISO 8601 in UTC
--   recorded  the rejection was stored
--   replayed  the key was there before, in the table or earlier in the batch; detail = what is stored (stored_outcome)
--   conflict  a stream that is written or guarded is not at the expected version, or another event stands there, or an
--             earlier command of the batch changes it; detail = {stream, expectedVersion, actualVersion}
-- Errors: nothing of the batch is written
--   55000  the isolation level is not read committed
--   P0002  "EventStoreHead" is empty
--   55P03  the head row was not free within five seconds
--
-- The head row is locked first and until the commit, so everything below is alone and may look before it leaps. Each
-- statement has a snapshot of its own, taken after the wait for the lock. The planner is told to use the indexes:
-- cached plans outlive the table sizes they were made for.
CREATE OR REPLACE FUNCTION append_commands(
    principals TEXT[], ids UUID[], types TEXT[], payloads TEXT[], input_hashes TEXT[], stream_ids TEXT[],
    rejection_codes TEXT[], rejections TEXT[], correlation_ids TEXT[],
    -- version of the own stream after the command; how many events it appends to all streams
    versions INTEGER[], event_counts INTEGER[],

    write_commands INTEGER[], write_streams TEXT[], write_expected INTEGER[], write_counts INTEGER[],

    event_commands INTEGER[], event_ids UUID[], event_streams TEXT[], event_versions INTEGER[], event_types TEXT[],
    event_schema_versions INTEGER[], event_payloads TEXT[], event_metadata TEXT[], event_occurred TIMESTAMPTZ[],

    -- id of the event at the expected version; null if there is none, or it is not to be checked
    write_last UUID[] DEFAULT NULL,
    guard_streams TEXT[] DEFAULT '{}', guard_versions INTEGER[] DEFAULT '{}', guard_last UUID[] DEFAULT '{}',
    command_guards TEXT[] DEFAULT '{}'
) RETURNS TABLE (kind TEXT, version INTEGER, "position" BIGINT, detail JSONB)
LANGUAGE plpgsql
SET lock_timeout = '5s'
SET jit = off
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
    commands CONSTANT INTEGER := cardinality(ids);
    kinds TEXT[] := array_fill('appended'::TEXT, ARRAY[commands]);
    details JSONB[] := array_fill(NULL::JSONB, ARRAY[commands]);
    positions BIGINT[];
    twins INTEGER[] := '{}';
    taken TEXT[] := '{}';
    taken_versions INTEGER[] := '{}';
    -- guards that are not where they should be, and where they are; guards that the batch itself writes to
    moved INTEGER[];
    moved_to INTEGER[];
    shared INTEGER[];
    clash INTEGER;
    head BIGINT;
    moment TIMESTAMPTZ(3);
    recorded_at JSONB;
    hit RECORD;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append_commands needs the isolation level read committed: any other sees the streams as they were before it waited'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    PERFORM FROM "EventStoreHead" FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION '"EventStoreHead" is empty' USING ERRCODE = 'no_data_found';
    END IF;
    head := COALESCE((SELECT max(e."position") FROM "Event" e), 0);
    moment := date_trunc('milliseconds', clock_timestamp());
    recorded_at := to_jsonb(to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));

    -- Commands that came before.
    FOR hit IN
        SELECT k.command, stored_outcome(c) AS stored
        FROM unnest(principals, ids) WITH ORDINALITY AS k (principal, id, command)
        JOIN "StoredCommand" c ON c."principal" = k.principal AND c."id" = k.id
    LOOP
        kinds[hit.command] := 'replayed';
        details[hit.command] := hit.stored;
    END LOOP;

    -- Commands that come twice: the later ones share the fate of the first.
    FOR hit IN
        SELECT k.command, k.first FROM (
            SELECT command, min(command) OVER (PARTITION BY principal, id) AS first
            FROM unnest(principals, ids) WITH ORDINALITY AS k (principal, id, command)
        ) k WHERE k.command > k.first AND kinds[k.command] = 'appended'
    LOOP
        kinds[hit.command] := 'twin';
        twins := twins || ARRAY[hit.command, hit.first]::INTEGER[];
    END LOOP;

    -- Streams that are not where the command expects them.
    FOR hit IN
        SELECT DISTINCT ON (w.command) w.command, w.stream, w.expected, COALESCE(s."version", 0) AS actual
        FROM unnest(write_commands, write_streams, write_expected, write_last) AS w (command, stream, expected, last)
        LEFT JOIN LATERAL (
            SELECT e."version", e."id" FROM "Event" e WHERE e."stream" = w.stream ORDER BY e."version" DESC LIMIT 1
        ) s ON TRUE
        WHERE kinds[w.command] = 'appended' AND (w.expected <> COALESCE(s."version", 0) OR w.last <> s."id")
        ORDER BY w.command
    LOOP
        kinds[hit.command] := 'conflict';
        details[hit.command] := jsonb_build_object(
            'stream', hit.stream, 'expectedVersion', hit.expected, 'actualVersion', hit.actual);
    END LOOP;

    IF cardinality(guard_streams) > 0 THEN
        SELECT array_agg(g.n), array_agg(COALESCE(s."version", 0)) INTO moved, moved_to
        FROM unnest(guard_streams, guard_versions, guard_last) WITH ORDINALITY AS g (stream, version, last, n)
        LEFT JOIN LATERAL (
            SELECT e."version", e."id" FROM "Event" e WHERE e."stream" = g.stream ORDER BY e."version" DESC LIMIT 1
        ) s ON TRUE
        WHERE g.version <> COALESCE(s."version", 0) OR g.last <> s."id";

        SELECT array_agg(g.n) INTO shared
        FROM unnest(guard_streams) WITH ORDINALITY AS g (stream, n) WHERE g.stream = ANY (write_streams);
    END IF;

    IF moved IS NOT NULL THEN
        FOR hit IN
            SELECT DISTINCT ON (c.command) c.command, g.guard, moved_to[array_position(moved, g.guard)] AS actual
            FROM unnest(command_guards) WITH ORDINALITY AS c (guards, command)
            CROSS JOIN LATERAL unnest(c.guards::INTEGER[]) AS g (guard)
            WHERE kinds[c.command] = 'appended' AND g.guard = ANY (moved)
            ORDER BY c.command
        LOOP
            kinds[hit.command] := 'conflict';
            details[hit.command] := jsonb_build_object('stream', guard_streams[hit.guard],
                'expectedVersion', guard_versions[hit.guard], 'actualVersion', hit.actual);
        END LOOP;
    END IF;

    -- Streams that several commands of the batch are about: the first that changes one has it. A guard is about a stream
    -- as a write without events is.
    FOR hit IN
        SELECT w.command, array_agg(w.stream) AS streams, array_agg(w.expected) AS expected, array_agg(w.count) AS counts
        FROM (
            SELECT command, stream, expected, count, count(*) OVER (PARTITION BY stream) AS times
            FROM (
                SELECT command, stream, expected, count
                FROM unnest(write_commands, write_streams, write_expected, write_counts)
                    AS w (command, stream, expected, count)
                UNION ALL
                SELECT c.command, guard_streams[g.guard], guard_versions[g.guard], 0
                FROM unnest(CASE WHEN shared IS NOT NULL THEN command_guards END) WITH ORDINALITY AS c (guards, command)
                CROSS JOIN LATERAL unnest(c.guards::INTEGER[]) AS g (guard)
                WHERE g.guard = ANY (shared)
            ) about
            WHERE kinds[command] = 'appended'
        ) w WHERE w.times > 1 GROUP BY w.command ORDER BY w.command
    LOOP
        SELECT min(array_position(taken, t.stream)) INTO clash FROM unnest(hit.streams) AS t (stream);
        IF clash IS NULL THEN
            FOR i IN 1 .. cardinality(hit.streams) LOOP
                CONTINUE WHEN hit.counts[i] = 0;
                taken := taken || hit.streams[i];
                taken_versions := taken_versions || (hit.expected[i] + hit.counts[i])::INTEGER;
            END LOOP;
        ELSE
            kinds[hit.command] := 'conflict';
            details[hit.command] := jsonb_build_object(
                'stream', taken[clash],
                'expectedVersion', hit.expected[array_position(hit.streams, taken[clash])],
                'actualVersion', taken_versions[clash]);
        END IF;
    END LOOP;

    SELECT array_agg(p.last ORDER BY p.command) INTO positions FROM (
        SELECT command, head + sum(CASE WHEN kinds[command] = 'appended' THEN count ELSE 0 END)
            OVER (ORDER BY command) AS last
        FROM unnest(event_counts) WITH ORDINALITY AS c (count, command)
    ) p;

    INSERT INTO "Event"
    SELECT head + row_number() OVER (ORDER BY e.n), e.id, e.stream, e.version, e.type, e.schema_version,
        e.payload::JSONB, e.metadata::JSONB, moment, COALESCE(e.occurred, moment)
    FROM unnest(event_commands, event_ids, event_streams, event_versions, event_types, event_schema_versions,
        event_payloads, event_metadata, event_occurred)
        WITH ORDINALITY AS e (command, id, stream, version, type, schema_version, payload, metadata, occurred, n)
    WHERE kinds[e.command] = 'appended';

    INSERT INTO "Command"
    SELECT c.principal, c.id, c.type, c.payload::JSONB, c.input_hash, 'ACCEPTED', c.stream_id, c.version,
        positions[c.command], NULL, NULL, c.correlation_id, moment
    FROM unnest(principals, ids, types, payloads, input_hashes, stream_ids, versions, rejection_codes, correlation_ids)
        WITH ORDINALITY AS c (principal, id, type, payload, input_hash, stream_id, version, rejection_code,
            correlation_id, command)
    WHERE kinds[c.command] = 'appended' AND c.rejection_code IS NULL;

    IF num_nonnulls(VARIADIC rejection_codes) > 0 THEN
        INSERT INTO "RefusedCommand"
        SELECT c.principal, c.id, c.type, c.payload::JSONB, c.input_hash, c.stream_id, c.rejection_code,
            c.rejection::JSONB, c.correlation_id, moment
        FROM unnest(principals, ids, types, payloads, input_hashes, stream_ids, rejection_codes, rejections,
            correlation_ids)
            WITH ORDINALITY AS c (principal, id, type, payload, input_hash, stream_id, rejection_code, rejection,
                correlation_id, command)
        WHERE kinds[c.command] = 'appended' AND c.rejection_code IS NOT NULL;
    END IF;

    -- The later of two: what became of the first is known now.
    FOR i IN 1 .. cardinality(twins) BY 2 LOOP
        IF kinds[twins[i + 1]] = 'conflict' THEN
            kinds[twins[i]] := 'conflict';
            details[twins[i]] := details[twins[i + 1]];
        ELSE
            kinds[twins[i]] := 'replayed';
            details[twins[i]] := (SELECT stored_outcome(c) FROM "StoredCommand" c
                WHERE c."principal" = principals[twins[i]] AND c."id" = ids[twins[i]]);
        END IF;
    END LOOP;

    RETURN QUERY
    SELECT CASE WHEN o.kind = 'appended' AND o.rejection_code IS NOT NULL THEN 'recorded' ELSE o.kind END,
        o.version, o.last, CASE WHEN o.kind = 'appended' THEN recorded_at ELSE o.detail END
    FROM unnest(kinds, versions, positions, details, rejection_codes)
        WITH ORDINALITY AS o (kind, version, last, detail, rejection_code, command)
    ORDER BY o.command;
END $$;
