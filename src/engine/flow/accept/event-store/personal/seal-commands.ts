// Commands that were stored before fields of their input were declared personal.
import type { CommandSpec } from '../../../../definitions/commands.ts';
import type { Json, JsonObject } from '../../../../model/json.ts';
import { SEALED, subjectNamed, type KeyedHash, type PersonalInput } from '../../../../model/personal.ts';
import type { Queries } from '../../../../postgres/database.ts';
import { raw, sql } from '../../../../postgres/sql.ts';
import { NOBODY, rewriting, type Sealing } from './rewriting.ts';

const ROWS_AT_ONCE = 500;
const TABLES = ['Command', 'RefusedCommand'] as const;
type CommandTable = (typeof TABLES)[number];

interface Place {
  readonly recordedAt: string;
  readonly id: string;
  readonly principal: string;
}

interface CommandRow extends Place {
  readonly type: string;
  readonly payload: JsonObject;
  readonly inputHash: string;
  readonly streamId: string;
  readonly rejection: Json;
}

interface Known {
  readonly category: string;
  readonly personal: NonNullable<CommandSpec['personal']>;
}
type KnownTypes = ReadonlyMap<string, Known>;

const FIRST: Place = { recordedAt: '-infinity', id: '00000000-0000-0000-0000-000000000000', principal: '' };

export async function sealCommands(sealing: Sealing): Promise<number> {
  const { database, personal, system } = sealing;
  const known: KnownTypes = new Map(
    system.deciders.flatMap(({ commands: { category, specs } }) =>
      Object.entries<CommandSpec>(specs).flatMap(([type, spec]) =>
        spec.personal ? [[type, { category, personal: spec.personal }] as const] : [],
      ),
    ),
  );
  const hash = await personal.keys.keyedHash();
  let sealed = 0;
  for (const table of TABLES) {
    for (let last: Place | undefined = FIRST; last !== undefined;) {
      const found = await commandsAfter(database, { table, types: [...known.keys()], last });
      last = found.at(-1);
      const rows = found.filter((row) => holdsPersonal(known.get(row.type), row));
      if (rows.length === 0) continue;
      const inputs = await Promise.all(rows.map((row) => inputOf(database, known.get(row.type), row)));
      await writeSealed(sealing, { table, rows, inputs, hash });
      sealed += rows.length;
    }
  }
  return sealed;
}

interface Part {
  readonly table: CommandTable;
  readonly types: readonly string[];
  readonly last: Place;
}

const commandsAfter = (database: Queries, { table, types, last }: Part): Promise<readonly CommandRow[]> =>
  database.query<CommandRow>(sql`
    SELECT c."principal", c."id"::TEXT AS "id", c."type", c."payload", c."inputHash", c."streamId", c."rejection",
      c."recordedAt"::TEXT AS "recordedAt"
    FROM ${raw(`"${table}"`)} c
    WHERE (c."recordedAt", c."id", c."principal") > (${last.recordedAt}::TIMESTAMPTZ, ${last.id}::UUID, ${last.principal})
      AND c."type" = ANY(${types}::TEXT[]) AND NOT jsonb_exists(c."payload", ${SEALED})
    ORDER BY c."recordedAt", c."id", c."principal" LIMIT ${ROWS_AT_ONCE}`);

/** What was of nobody has lost it. */
const holdsPersonal = (known: Known | undefined, { payload }: CommandRow): boolean =>
  known?.personal.fields.some((field) => payload[field] !== undefined && payload[field] !== null) ?? false;

/** Where the state said whom it is about, an event of the stream does. */
async function inputOf(
  database: Queries,
  known: Known | undefined,
  { payload, streamId }: CommandRow,
): Promise<PersonalInput> {
  if (!known) return { of: undefined, fields: [] };
  const { category, personal } = known;
  const { subject, by, fields } = personal;
  const id =
    by === undefined ? streamId : (payload[by] ?? (await saidIn(database, `${category}/${streamId}`, by)));
  return { of: subjectNamed(subject, id), fields };
}

async function saidIn(database: Queries, stream: string, by: string): Promise<string | undefined> {
  const [row] = await database.query<{ readonly id: string }>(sql`
    SELECT e."payload"->>${by} AS "id" FROM "Event" e
    WHERE e."stream" = ${stream} AND e."payload"->>${by} IS NOT NULL ORDER BY e."version" LIMIT 1`);
  return row?.id;
}

interface Batch {
  readonly table: CommandTable;
  readonly rows: readonly CommandRow[];
  readonly inputs: readonly PersonalInput[];
  readonly hash: KeyedHash;
}

async function writeSealed(
  { database, personal }: Sealing,
  { table, rows, inputs, hash }: Batch,
): Promise<void> {
  const appends = await personal.sealing.seal(
    rows.map(({ id: commandId, type, payload }, index) => ({
      ...{ ...NOBODY, commandId, type, payload },
      ...{ personal: inputs[index] ?? { of: undefined, fields: [] } },
    })),
  );
  const payloads = appends.map(({ payload }) => JSON.stringify(payload));
  // What has nothing personal in it keeps its hash: the next time nobody could tell that it was changed.
  const hashes = rows.map(({ inputHash }, index) =>
    payloads[index]?.includes(`"${SEALED}"`) ? hash(inputHash) : inputHash,
  );
  const rejections = rows.map(({ rejection, payload }, index) =>
    rejection === null
      ? null
      : JSON.stringify(withoutTexts(rejection, textsIn(payload, inputs[index]?.fields))),
  );
  await rewriting(database, table, (queries) =>
    queries.query(sql`
      UPDATE ${raw(`"${table}"`)} c SET "payload" = u.payload::JSONB, "inputHash" = u.hash, "rejection" = u.rejection::JSONB
      FROM unnest(
        ${rows.map(({ principal }) => principal)}::TEXT[], ${rows.map(({ id }) => id)}::UUID[],
        ${payloads}::TEXT[], ${hashes}::TEXT[], ${rejections}::TEXT[]
      ) AS u (principal, id, payload, hash, rejection)
      WHERE c."principal" = u.principal AND c."id" = u.id RETURNING 1`),
  );
}

/** Shorter ones would be found in anything. */
const SHORTEST = 3;

function textsIn(payload: JsonObject, fields: readonly string[] = []): readonly string[] {
  const texts = (value: Json | undefined): readonly string[] => {
    if (typeof value === 'string') return value.length < SHORTEST ? [] : [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
  };
  return fields.flatMap((field) => texts(payload[field]));
}

/** A refusal that repeats what it was given, whatever the case. */
function withoutTexts(value: Json, texts: readonly string[]): Json {
  if (typeof value === 'string') {
    const lower = value.toLowerCase();
    return texts.some((text) => lower.includes(text.toLowerCase())) ? 'Erased' : value;
  }
  if (Array.isArray(value)) return value.map((each) => withoutTexts(each, texts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutTexts(each, texts)]));
}
