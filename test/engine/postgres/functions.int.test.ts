// The functions of a migrated database are those of prisma/functions: the same names, each with the same definition.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withDatabase } from '../../support/servers.ts';

const FOLDER = 'prisma/functions';

/** Texts by file name. */
type Files = ReadonlyMap<string, string>;
/** Definitions by name; more than one for a name with several lists of arguments. */
type Functions = ReadonlyMap<string, readonly string[]>;

const files: Files = new Map(
  readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]),
);
const database = withDatabase();
let client: Client;
let migrated: Functions;

beforeAll(async () => {
  client = new Client({ connectionString: database().url });
  await client.connect();
  migrated = await functionsOf('public');
});
afterAll(() => client.end());

/** As the server writes them down: arguments, result, language, volatility, settings, costs and body. */
async function functionsOf(schema: string): Promise<Functions> {
  const { rows } = await client.query<{ name: string; definitions: string[] }>(
    `SELECT p.proname AS name, array_agg(pg_get_functiondef(p.oid) ORDER BY p.proargtypes::TEXT) AS definitions
     FROM pg_proc p WHERE p.pronamespace = $1::REGNAMESPACE AND p.prokind <> 'a' GROUP BY 1`,
    [schema],
  );
  const bare = (definition: string): string => definition.replace(` ${schema}.`, ' ');
  return new Map(rows.map(({ name, definitions }) => [name, definitions.map(bare)]));
}

/** What a file makes in a schema of its own, where the tables of the migrated one are found. */
async function functionsIn(text: string): Promise<Functions> {
  await client.query(
    'BEGIN; CREATE SCHEMA written; SET LOCAL search_path = written, public; SET LOCAL check_function_bodies = off',
  );
  try {
    await client.query(text);
    return await functionsOf('written');
  } finally {
    await client.query('ROLLBACK');
  }
}

/** What sets files and database apart; nothing if they agree. */
async function differences(some: Files): Promise<readonly string[]> {
  const found = [...migrated.keys()]
    .filter((name) => !some.has(`${name}.sql`))
    .map((name) => `${FOLDER}/${name}.sql is missing`);
  for (const [file, text] of some) {
    const name = file.replace(/\.sql$/, '');
    const stands = migrated.get(name);
    const written = await functionsIn(text);
    const others = [...written.keys()].filter((each) => each !== name);
    if (others.length > 0) found.push(`${FOLDER}/${file} is also about ${others.join(', ')}`);
    if (stands === undefined) found.push(`${FOLDER}/${file} is of no function of the migrations`);
    else if (JSON.stringify(stands) !== JSON.stringify(written.get(name)))
      found.push(`${FOLDER}/${file} is not what the migrations make of ${name}`);
  }
  return found;
}

test('each function has a file with its current text', async () => {
  expect(await differences(files)).toEqual([]);
  expect(files.size).toBe(migrated.size);
});

test.each([...files])('%s opens with what the function does, and replaces the one before', (file, text) => {
  expect(text).toMatch(/^-- [A-Z]/);
  expect(text).toContain(`\nCREATE OR REPLACE FUNCTION ${file.replace(/\.sql$/, '')}(`);
});

describe('a difference is found', () => {
  const changed = (file: string, change: (text: string) => string): Files =>
    new Map([...files, [file, change(files.get(file) ?? '')]]);
  const differs = (file: string) =>
    `${FOLDER}/${file} is not what the migrations make of ${file.slice(0, -4)}`;

  test.each([...files.keys()])('in one character of the body of %s', async (file) => {
    const other = changed(file, (text) => {
      const inBody = text.indexOf('$$') + 2;
      const at = inBody + Math.floor((text.indexOf('$$', inBody) - inBody) / 2);
      return `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
    });
    expect(other.get(file)).toHaveLength(files.get(file)?.length ?? 0);
    expect(await differences(other)).toEqual([differs(file)]);
  });

  test.each([
    ['arguments', 'stream_tails.sql', 'limits INTEGER[] DEFAULT NULL', "limits INTEGER[] DEFAULT '{}'"],
    ['result', 'retire_slice.sql', 'RETURNS INTEGER', 'RETURNS BIGINT'],
    ['language', 'stored_outcome.sql', 'LANGUAGE sql', 'LANGUAGE plpgsql'],
    ['volatility', 'database_identity.sql', 'STABLE', 'VOLATILE'],
    ['settings', 'append_commands.sql', "lock_timeout = '5s'", "lock_timeout = '6s'"],
    ['expected rows', 'search_page.sql', 'ROWS 20', 'ROWS 21'],
  ])('in %s', async (_, file, from, to) => {
    const other = changed(file, (text) => text.replace(from, to));
    expect(other.get(file)).not.toBe(files.get(file));
    expect(await differences(other)).toEqual([differs(file)]);
  });

  test('in the functions that there are', async () => {
    const text = files.get('lock_lane.sql') ?? '';
    const fewer = new Map([...files].filter(([file]) => file !== 'lock_lane.sql'));
    expect(await differences(fewer)).toEqual([`${FOLDER}/lock_lane.sql is missing`]);
    expect(await differences(new Map([...files, ['unlock_lane.sql', text]]))).toEqual([
      `${FOLDER}/unlock_lane.sql is also about lock_lane`,
      `${FOLDER}/unlock_lane.sql is of no function of the migrations`,
    ]);
    const overloaded = changed(
      'lock_lane.sql',
      (one) => one + one.replace('lane_name TEXT', 'a TEXT, b TEXT'),
    );
    expect(await differences(overloaded)).toEqual([differs('lock_lane.sql')]);
  });
});
