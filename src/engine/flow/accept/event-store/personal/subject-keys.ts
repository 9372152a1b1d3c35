// Keys of subjects in their table, each kept in memory for a moment: a process that has one forgets it within KEY_LEASE_MS.
import { SlipstreamError } from '../../../../model/errors.ts';
import { KEY_LEASE_MS, type KeyedHash, type SubjectName } from '../../../../model/personal.ts';
import type { StreamName } from '../../../../model/stream.ts';
import type { Queries } from '../../../../postgres/database.ts';
import { sql } from '../../../../postgres/sql.ts';
import { hmac, newKey, unwrapped, type Wrapping } from './ciphers.ts';

const MOST_KEPT = 10_000;
/** Whose key makes keyed hashes; no subject is called so. */
export const INSTALLATION = 'installation';

/** By subject; null for one that is erased. */
export type KeysFound = ReadonlyMap<string, Buffer | null>;

export interface SubjectPlace {
  readonly subject: SubjectName;
  readonly stream: StreamName;
}

/** All throw STORE_UNAVAILABLE, and STORE_FAILED for a key that none of DATA_KEYS has wrapped. */
export interface SubjectKeys {
  find(subjects: ReadonlySet<string>): Promise<KeysFound>;
  /** Of those that have none; one that was erased gets no other. */
  make(subjects: ReadonlySet<string>): Promise<KeysFound>;
  /** Writes down which streams are to hold what is sealed for whom. */
  recordStreams(places: readonly SubjectPlace[]): Promise<void>;
  keyedHash(): Promise<KeyedHash>;
}

export function subjectKeys(database: Queries, wrapping: Wrapping): SubjectKeys {
  const kept = keysForAMoment();
  let hash: Promise<KeyedHash> | undefined;

  const find = async (subjects: ReadonlySet<string>): Promise<KeysFound> => {
    const found = new Map<string, Buffer | null>();
    const missing: string[] = [];
    for (const subject of subjects) {
      const key = kept.get(subject);
      if (key === undefined) missing.push(subject);
      else found.set(subject, key);
    }
    if (missing.length === 0) return found;
    const begunAt = performance.now();
    const known = new Map(await read(database, wrapping, missing));
    kept.keep(known, begunAt);
    for (const [subject, key] of known) found.set(subject, key);
    return found;
  };
  const make = async (subjects: ReadonlySet<string>): Promise<KeysFound> => {
    if (subjects.size === 0) return new Map();
    const begunAt = performance.now();
    const made = await insert(database, wrapping, [...subjects].toSorted());
    kept.keep(made, begunAt);
    // Another process was first: then its key stands.
    const others = new Set([...subjects].filter((subject) => !made.has(subject)));
    return others.size === 0 ? made : new Map([...made, ...(await find(others))]);
  };
  const readHash = async (): Promise<KeyedHash> => {
    const own = new Set([INSTALLATION]);
    const key = (await find(own)).get(INSTALLATION) ?? (await make(own)).get(INSTALLATION);
    if (!key) throw new SlipstreamError('STORE_FAILED', 'The key of the installation is gone.');
    return (text) => hmac(key, text);
  };
  return {
    ...{ find, make },
    recordStreams: recordingStreams(database),
    keyedHash: () => {
      hash ??= readHash().catch((error: unknown) => {
        hash = undefined;
        throw error;
      });
      return hash;
    },
  };
}

/** Each is written once by a process, as far as it remembers. */
function recordingStreams(database: Queries): SubjectKeys['recordStreams'] {
  const recorded = new Set<string>();
  return async (places) => {
    const unknown = places.filter((place) => !recorded.has(nameOf(place)));
    if (unknown.length === 0) return;
    await database.query(sql`
        INSERT INTO "SubjectStream" ("subject", "stream")
        SELECT DISTINCT * FROM unnest(
          ${unknown.map(({ subject }) => subject)}::TEXT[], ${unknown.map(({ stream }) => stream)}::TEXT[]
        ) ORDER BY 1, 2 ON CONFLICT DO NOTHING RETURNING 1`);
    if (recorded.size > MOST_KEPT) recorded.clear();
    for (const place of unknown) recorded.add(nameOf(place));
  };
}

const nameOf = ({ subject, stream }: SubjectPlace): string => `${subject} ${stream}`;

interface Row {
  readonly subject: string;
  readonly wrapped: string | null;
}

async function read(database: Queries, wrapping: Wrapping, subjects: readonly string[]) {
  const rows = await database.query<Row>(
    sql`SELECT "subject", "wrapped" FROM "SubjectKey" WHERE "subject" = ANY(${subjects}::TEXT[])`,
  );
  return rows.map(
    ({ subject, wrapped }) =>
      [subject, wrapped === null ? null : unwrapped(wrapping, wrapped, subject)] as const,
  );
}

/** Those that were inserted. */
async function insert(
  database: Queries,
  wrapping: Wrapping,
  subjects: readonly string[],
): Promise<KeysFound> {
  const keys = new Map(subjects.map((subject) => [subject, newKey()]));
  const wrapped = [...keys].map(([subject, key]) => wrapping.wrap(key, subject));
  const rows = await database.query<{ readonly subject: string }>(sql`
    INSERT INTO "SubjectKey" ("subject", "wrapped")
    SELECT * FROM unnest(${subjects}::TEXT[], ${wrapped}::TEXT[])
    ON CONFLICT DO NOTHING RETURNING "subject"`);
  return new Map(rows.map(({ subject }) => [subject, keys.get(subject) ?? null]));
}

/** What nobody asks for is gone as well: an idle process holds no key. */
function keysForAMoment() {
  const kept = new Map<string, { readonly key: Buffer | null; readonly until: number }>();
  let sweeping: NodeJS.Timeout | undefined;
  const sweep = (): void => {
    const now = performance.now();
    for (const [subject, { until }] of kept) if (until <= now) kept.delete(subject);
    sweeping = undefined;
    if (kept.size > 0) sweepSoon();
  };
  const sweepSoon = (): void => {
    sweeping ??= setTimeout(sweep, KEY_LEASE_MS).unref();
  };
  return {
    get: (subject: string): Buffer | null | undefined => {
      const found = kept.get(subject);
      return found && found.until > performance.now() ? found.key : undefined;
    },
    keep: (keys: KeysFound, begunAt: number): void => {
      if (kept.size + keys.size > MOST_KEPT) kept.clear();
      const until = begunAt + KEY_LEASE_MS;
      for (const [subject, key] of keys) kept.set(subject, { key, until });
      sweepSoon();
    },
  };
}
