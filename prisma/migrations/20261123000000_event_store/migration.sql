-- The event store: events and commands that are never changed, and the one function that appends them.
-- Names are compared byte by byte (COLLATE "C"): faster, and the same on every machine.

CREATE TYPE "CommandOutcome" AS ENUM ('ACCEPTED', 'REJECTED');

CREATE TABLE "Event" (
    "position" BIGINT NOT NULL,
    "id" UUID NOT NULL,
    "stream" TEXT COLLATE "C" NOT NULL,
    "version" INTEGER NOT NULL CHECK ("version" > 0),
    "type" TEXT COLLATE "C" NOT NULL,
    "schemaVersion" INTEGER NOT NULL,
    "payload" JSONB NOT NULL,
    "metadata" JSONB NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "occurredAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("position")
);
CREATE UNIQUE INDEX "Event_id_key" ON "Event" ("id");
CREATE UNIQUE INDEX "Event_stream_version_key" ON "Event" ("stream", "version");

CREATE TABLE "Command" (
    "principal" TEXT COLLATE "C" NOT NULL,
    "id" UUID NOT NULL,
    "type" TEXT COLLATE "C" NOT NULL,
    "payload" JSONB NOT NULL,
    "inputHash" TEXT COLLATE "C" NOT NULL,
    "outcome" "CommandOutcome" NOT NULL,
    "streamId" TEXT COLLATE "C" NOT NULL,
    "version" INTEGER,
    "position" BIGINT,
    "rejectionCode" TEXT COLLATE "C",
    "rejection" JSONB,
    "correlationId" TEXT COLLATE "C" NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Command_pkey" PRIMARY KEY ("principal", "id"),
    CONSTRAINT "Command_outcome_check" CHECK (CASE "outcome"
        WHEN 'ACCEPTED' THEN "version" IS NOT NULL AND "position" IS NOT NULL AND "rejection" IS NULL
        WHEN 'REJECTED' THEN "version" IS NULL AND "position" IS NULL
            AND "rejection" IS NOT NULL AND "rejectionCode" IS NOT NULL
    END)
);

-- Only ever locked, never updated: where the head is, and at which version a stream, is said by the newest rows of
-- "Event". A counter that is updated leaves a dead row behind with each append, and while a long transaction anywhere
-- keeps those from being cleared away, every append would take longer than the one before.
CREATE TABLE "EventStoreHead" (
    "id" INTEGER NOT NULL DEFAULT 1 CHECK ("id" = 1),

    CONSTRAINT "EventStoreHead_pkey" PRIMARY KEY ("id")
);
INSERT INTO "EventStoreHead" DEFAULT VALUES;

CREATE TABLE "Snapshot" (
    "stream" TEXT COLLATE "C" NOT NULL,
    "codeHash" TEXT COLLATE "C" NOT NULL,
    "version" INTEGER NOT NULL,
    "state" JSONB NOT NULL,

    CONSTRAINT "Snapshot_pkey" PRIMARY KEY ("stream")
);

CREATE TABLE "Incarnation" (
    "id" INTEGER NOT NULL DEFAULT 1 CHECK ("id" = 1),
    "value" UUID NOT NULL DEFAULT gen_random_uuid(),

    CONSTRAINT "Incarnation_pkey" PRIMARY KEY ("id")
);
INSERT INTO "Incarnation" DEFAULT VALUES;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '"%" is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER "Event_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "Event"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "Command_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "Command"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- ALWAYS: also in a session that calls itself a replica.
ALTER TABLE "Event" ENABLE ALWAYS TRIGGER "Event_append_only";
ALTER TABLE "Command" ENABLE ALWAYS TRIGGER "Command_append_only";

-- Appends a batch of commands: each one whole or not at all, none harmed by another.
--
-- Arrays of one group run side by side. `command` numbers refer to the first group, from 1. A command is either
-- accepted, with its `writes` and events, or a rejection (`rejection_codes` is not null) without any.
--
-- Returns one row per command, in order:
--   appended  version of its first stream, position of its last event
--   recorded  the rejection was stored
--   replayed  the key was there before, in the table or earlier in the batch; detail = what is stored
--   conflict  a stream is not at the expected version, or an earlier command of the batch changes it; detail = which
--
-- The head row is locked first and until the commit, so everything below is alone and may look before it leaps. Each
-- statement has a snapshot of its own, taken after the wait for the lock. The planner is told to use the indexes:
-- cached plans outlive the table sizes they were made for.
CREATE FUNCTION append_commands(
    principals TEXT[], ids UUID[], types TEXT[], payloads TEXT[], input_hashes TEXT[], stream_ids TEXT[],
    rejection_codes TEXT[], rejections TEXT[], correlation_ids TEXT[],
    -- version of the own stream after the command; how many events it appends to all streams
    versions INTEGER[], event_counts INTEGER[],

    write_commands INTEGER[], write_streams TEXT[], write_expected INTEGER[], write_counts INTEGER[],

    event_commands INTEGER[], event_ids UUID[], event_streams TEXT[], event_versions INTEGER[], event_types TEXT[],
    event_schema_versions INTEGER[], event_payloads TEXT[], event_metadata TEXT[], event_occurred TIMESTAMPTZ[]
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
    clash INTEGER;
    head BIGINT;
    moment TIMESTAMPTZ(3);
    hit RECORD;
BEGIN
    PERFORM FROM "EventStoreHead" FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION '"EventStoreHead" is empty' USING ERRCODE = 'no_data_found';
    END IF;
    head := COALESCE((SELECT max(e."position") FROM "Event" e), 0);
    moment := date_trunc('milliseconds', clock_timestamp());

    -- Commands that came before.
    FOR hit IN
        SELECT k.command, stored_outcome(c) AS stored
        FROM unnest(principals, ids) WITH ORDINALITY AS k (principal, id, command)
        JOIN "Command" c ON c."principal" = k.principal AND c."id" = k.id
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
        FROM unnest(write_commands, write_streams, write_expected) AS w (command, stream, expected)
        LEFT JOIN LATERAL (
            SELECT e."version" FROM "Event" e WHERE e."stream" = w.stream ORDER BY e."version" DESC LIMIT 1
        ) s ON TRUE
        WHERE kinds[w.command] = 'appended' AND w.expected <> COALESCE(s."version", 0)
        ORDER BY w.command
    LOOP
        kinds[hit.command] := 'conflict';
        details[hit.command] := jsonb_build_object(
            'stream', hit.stream, 'expectedVersion', hit.expected, 'actualVersion', hit.actual);
    END LOOP;

    -- Streams that several commands of the batch are about: the first that changes one has it.
    FOR hit IN
        SELECT w.command, array_agg(w.stream) AS streams, array_agg(w.expected) AS expected, array_agg(w.count) AS counts
        FROM (
            SELECT command, stream, expected, count, count(*) OVER (PARTITION BY stream) AS times
            FROM unnest(write_commands, write_streams, write_expected, write_counts)
                AS w (command, stream, expected, count)
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
    SELECT c.principal, c.id, c.type, c.payload::JSONB, c.input_hash,
        CASE WHEN c.rejection_code IS NULL THEN 'ACCEPTED' ELSE 'REJECTED' END::"CommandOutcome", c.stream_id,
        CASE WHEN c.rejection_code IS NULL THEN c.version END,
        CASE WHEN c.rejection_code IS NULL THEN positions[c.command] END,
        c.rejection_code, c.rejection::JSONB, c.correlation_id, moment
    FROM unnest(principals, ids, types, payloads, input_hashes, stream_ids, versions, rejection_codes, rejections,
        correlation_ids)
        WITH ORDINALITY AS c (principal, id, type, payload, input_hash, stream_id, version, rejection_code, rejection,
            correlation_id, command)
    WHERE kinds[c.command] = 'appended';


    -- The later of two: what became of the first is known now.
    FOR i IN 1 .. cardinality(twins) BY 2 LOOP
        IF kinds[twins[i + 1]] = 'conflict' THEN
            kinds[twins[i]] := 'conflict';
            details[twins[i]] := details[twins[i + 1]];
        ELSE
            kinds[twins[i]] := 'replayed';
            details[twins[i]] := (SELECT stored_outcome(c) FROM "Command" c
                WHERE c."principal" = principals[twins[i]] AND c."id" = ids[twins[i]]);
        END IF;
    END LOOP;

    RETURN QUERY
    SELECT CASE WHEN o.kind = 'appended' AND o.rejection_code IS NOT NULL THEN 'recorded' ELSE o.kind END,
        o.version, o.last, o.detail
    FROM unnest(kinds, versions, positions, details, rejection_codes)
        WITH ORDINALITY AS o (kind, version, last, detail, rejection_code, command)
    ORDER BY o.command;
END $$;

-- What is told of a stored command when it comes again.
CREATE FUNCTION stored_outcome(command "Command") RETURNS JSONB LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'inputHash', command."inputHash", 'streamId', command."streamId",
        'version', command."version", 'position', command."position"::TEXT))
        || CASE WHEN command."rejection" IS NULL THEN '{}'::JSONB
            ELSE jsonb_build_object('rejection', command."rejection" || jsonb_build_object('code', command."rejectionCode"))
        END
$$;

-- The events of several streams after given versions, in the order asked for. STABLE: all as of the caller's snapshot.
-- Always by the index, and never compiled: without statistics the planner takes a short tail for a large part of the
-- table and spends a hundred times longer on compiling the statement than on running it.
CREATE FUNCTION stream_tails(streams TEXT[], versions INTEGER[]) RETURNS TABLE (
    tail INTEGER, "position" BIGINT, "id" UUID, "stream" TEXT, "version" INTEGER, "type" TEXT, "schemaVersion" INTEGER,
    "payload" JSONB, "metadata" JSONB, "recordedAt" TIMESTAMPTZ, "occurredAt" TIMESTAMPTZ
)
LANGUAGE sql STABLE
SET jit = off
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
    SELECT t.n::INTEGER, e.*
    FROM unnest(streams, versions) WITH ORDINALITY AS t (stream, version, n)
    CROSS JOIN LATERAL (
        SELECT "position", "id", "stream", "version", "type", "schemaVersion", "payload", "metadata", "recordedAt",
            "occurredAt"
        FROM "Event" WHERE "stream" = t.stream AND "version" > t.version ORDER BY "version"
    ) e
    ORDER BY t.n, e."version"
$$;
