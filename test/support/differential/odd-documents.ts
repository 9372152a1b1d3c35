// Documents that are not as their schemas say, beside those of a shop: what older code, other code or a fault may have left.
import type { Redis } from 'ioredis';
import type pg from 'pg';
import { randomFrom, type Random } from '../random.ts';

const ODD_VALUES: readonly unknown[] = [
  null,
  '',
  'UNKNOWN',
  7,
  1.5,
  2 ** 40,
  -0.0,
  true,
  [],
  [null],
  ['x', 7],
  {},
  { message: 'not an error', name: 'Error', stack: 'at', code: 'REBUILDING', extensions: {} },
  { constructor: 1, __typename: 'Money' },
];

/** Instead of the names of enumerations, and of codes. */
const ODD_NAMES = ['UNKNOWN', 'paid', '', 7, null, ['PAID']];

/** Whole texts of which no document is made. */
const ODD_TEXTS = ['', 'null', '[]', '7', '"x"', '{', '{}', '[{"id":"x"}]'];

const ODD_PER_PROJECTION = 40;

/** Ids of those planted, by the names of their read models. */
type Planted = Readonly<Record<string, readonly string[]>>;

export async function plantOddDocuments(redis: Redis, seed: number): Promise<Planted> {
  const random = randomFrom(seed);
  const ids: Record<string, string[]> = {};
  const lanes = await lanesOf(redis);
  for (const { projection, prefix } of lanes) {
    const keys = (await redis.keys(`${escaped(prefix)}doc:*`)).sort();
    if (keys.length === 0) continue;
    for (let number = 0; number < ODD_PER_PROJECTION; number += 1) {
      const text = (await redis.get(random.pick(keys))) ?? '';
      await redis.set(`${prefix}doc:odd-${number}`, oddText(random, text));
    }
    ids[projection] = Array.from({ length: ODD_PER_PROJECTION }, (_, number) => `odd-${number}`);
    if (LISTED.has(projection)) await spoilOne(redis, random, keys);
  }
  return ids;
}

/** The same among the documents that are kept in tables. */
export async function plantOddRows(client: pg.Client, seed: number): Promise<Planted> {
  const random = randomFrom(seed);
  const { rows } = await client.query<{ lane: string; generation: string; label: string; body: string }>(
    `SELECT "lane", "generation", "position" || ' ' || "version" AS label, "body" FROM "Document" ORDER BY "id"`,
  );
  const ids: Record<string, string[]> = {};
  for (let number = 0; number < ODD_PER_PROJECTION; number += 1) {
    const { lane, generation, label, body } = random.pick(rows);
    const [position, version, ...rest] = oddText(random, `${label} ${body}`).split(' ');
    const id = `odd-${number}`;
    await client.query('INSERT INTO "Document" VALUES ($1, $2, $3, $4, $5, $6)', [
      ...[lane, generation, id, position, version, rest.join(' ')],
    ]);
    const projection = lane.split('.')[0] ?? '';
    ids[projection] = [...(ids[projection] ?? []), id];
  }
  await client.query(`UPDATE "Document" SET "body" = '{"name":7}' WHERE "id" = 'product-6'`);
  return ids;
}

/** Of which there are several in a page: some of them are spoilt too. */
const LISTED: ReadonlySet<string> = new Set([
  'adminOrders',
  'customerOrders',
  'waitingOrder',
  'loyaltyProfile',
]);

async function spoilOne(redis: Redis, random: Random, keys: readonly string[]): Promise<void> {
  const key = keys.at(-1) ?? '';
  await redis.set(key, oddText(random, (await redis.get(key)) ?? ''));
}

/**
 * Gives the generation of a lane to code that knows nothing of this one.
 * @param indexes whether it keeps the same ones.
 */
export async function giveToOtherCode(redis: Redis, lane: string, indexes: 'same' | 'none'): Promise<void> {
  const found = (await lanesOf(redis)).find(({ name }) => name === lane);
  if (!found) throw new Error(`There is no lane ${lane}.`);
  const { pointer, generation, prefix } = found;
  const [, lanes, random, signatures] = generation.split('.');
  const other = `0000other0000.${lanes}.${random}.${indexes === 'same' ? signatures : '0'}`;
  for (const key of await redis.keys(`${escaped(prefix)}*`)) {
    await redis.rename(key, key.replace(generation, other));
  }
  await redis.set(pointer, `${other}|live`);
}

async function lanesOf(redis: Redis) {
  const pointers = (await redis.keys('slip:*:live')).sort();
  return Promise.all(
    pointers.map(async (pointer) => {
      const [generation = ''] = (await redis.get(pointer))?.split('|') ?? [];
      const start = pointer.slice(0, -'live'.length);
      const name = /:([^:}]+)\}:$/.exec(start)?.[1] ?? '';
      return {
        pointer,
        generation,
        name,
        projection: name.split('.')[0] ?? '',
        prefix: `${start}${generation}:`,
      };
    }),
  );
}

const escaped = (prefix: string): string => prefix.replaceAll(/[{}[\]*?]/g, '?');

/** `<position> <version> <json>` */
export function oddText(random: Random, text: string): string {
  const [position = '', version = '', ...rest] = text.split(' ');
  const label = `${position} ${version} `;
  if (random.chance(0.15)) return label + random.pick(ODD_TEXTS);
  if (random.chance(0.1)) return text;
  const body: unknown = JSON.parse(rest.join(' ') || '{}');
  spoil(random, body);
  return label + JSON.stringify(body);
}

/** Something in it is missing, or another thing. */
function spoil(random: Random, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const names = Object.keys(value);
  if (names.length === 0) return;
  const name = random.pick(names);
  const inner: unknown = Reflect.get(value, name);
  if (typeof inner === 'object' && inner !== null && random.chance(0.6)) return spoil(random, inner);
  if (typeof inner === 'string' && /^[A-Z_]+$/.test(inner)) Reflect.set(value, name, random.pick(ODD_NAMES));
  else if (random.chance(0.25)) Reflect.deleteProperty(value, name);
  else Reflect.set(value, name, random.pick(ODD_VALUES));
}
