// Values of input types, good and bad, as JSON and as literals of GraphQL.
import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import { badIds } from '../bad-values.ts';
import type { Dice } from './choices.ts';
import type { World } from './world.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** The field and the argument, or the input type and its field. */
export interface Place {
  readonly of: string;
  readonly name: string;
}

const ODD: readonly Json[] = [null, '', 7, 1.5, true, [], {}, 'nonsense', -1, 2 ** 31, ['a', null]];

const GOOD: Readonly<Record<string, readonly Json[]>> = {
  Int: [1, 2, 3, 5, 20],
  Float: [1.5, 0, 2],
  Boolean: [true, false],
  Date: ['2026-09-01', '2026-12-31', '2026-10-05', '2026-09-10T12:00:00Z'],
  DateTime: ['2026-09-01T00:00:00.000Z'],
  Decimal: ['10.00', '14.90', '100'],
  CurrencyCode: ['EUR', 'EUR', 'GBP'],
  CountryCode: ['DE', 'US'],
  UUID: ['0198c0de-5eed-7000-8000-0000000000d1', '0198c0de-5eed-7000-8000-0000000000d2'],
  text: ['mug', 'wool blanket', 'tent', ''],
  category: ['kitchen', 'outdoor', 'none'],
  tags: ['gift', 'outdoor', 'paper'],
  maxWaitMs: [0, 0, 0, 1, 5],
  // A read that carries a token waits for what is newer.
  minVersion: [1, 1, 1, 1, 1, 1, 1, 1, 2, 3],
  first: [3, 1, 2, 20, 100],
  email: ['ada@example.com', 'nobody@example.com'],
};

/** Of the right type, and refused all the same. */
const REFUSED: Readonly<Record<string, readonly Json[]>> = {
  Date: ['2026-11-31', 'today'],
  Decimal: ['0', '-1', '1e3'],
  CurrencyCode: ['XXX'],
  CountryCode: ['ZZ'],
  UUID: ['no-uuid'],
  maxWaitMs: [-1, 5001],
  minVersion: [0, -1, 99],
  first: [0, 101, -1],
  email: ['x'],
};

export function valueOf(type: GraphQLInputType, place: Place, by: Reach): Json {
  const { dice } = by;
  if (isNonNullType(type)) return dice.chance(0.02) ? null : valueOf(type.ofType, place, by);
  if (dice.chance(0.03)) return dice.pick(ODD);
  if (isListType(type)) {
    const count = dice.chance(0.1) ? 0 : 1 + dice.below(2);
    const each = Array.from({ length: count }, () => valueOf(type.ofType, place, by));
    return each.length === 1 && dice.chance(0.3) ? (each[0] ?? null) : each;
  }
  if (dice.chance(0.03)) return null;
  if (isInputObjectType(type)) return objectOf(type, by);
  if (isEnumType(type)) return dice.pick(type.getValues().map(({ name }) => name));
  return leafOf(type.name, place, by);
}

export interface Reach {
  readonly dice: Dice;
  readonly world: World;
}

function objectOf(type: GraphQLInputObjectType, by: Reach): Json {
  const fields = Object.values(type.getFields()).filter(
    ({ type: of }) => isNonNullType(of) || by.dice.chance(0.5),
  );
  const kept = by.dice.chance(0.02) ? fields.slice(1) : fields;
  const entries = kept.map(({ name, type: of }) => [name, valueOf(of, { of: type.name, name }, by)] as const);
  return { ...Object.fromEntries(entries), ...(by.dice.chance(0.02) ? { other: 1 } : {}) };
}

function leafOf(typeName: string, { of, name }: Place, { dice, world }: Reach): Json {
  const refused = REFUSED[name] ?? REFUSED[typeName];
  if (refused && dice.chance(0.05)) return dice.pick(refused);
  if (typeName === 'ID') return idFor({ of, name }, { dice, world });
  if (typeName === 'ConsistencyToken') return dice.pick(tokensBy(dice, world));
  if (name === 'after') return dice.pick(dice.chance(0.05) ? ['x', ''] : world.cursors);
  if (of === '__type') return dice.pick(['Order', 'Query', 'Money', 'OrderStatus', 'Document', 'None']);
  return dice.pick(GOOD[name] ?? GOOD[typeName] ?? TEXTS);
}

const TEXTS = ['some text', 'x', '', 'a\u0000b', 'Größe 🎄', '\uD800', '\u2028"\\'];

/** Mostly one of this store. */
export const tokensBy = (dice: Dice, { tokens }: World): readonly string[] =>
  dice.chance(0.5) ? tokens.slice(0, 1) : tokens;

function idFor({ of, name }: Place, { dice, world }: Reach): Json {
  const kind = name === 'id' || of in world.ids ? of : name.replace(/Id$/, '');
  const fitting = world.ids[kind] ?? world.ids['order'] ?? [];
  if (dice.chance(0.6)) return dice.pick(fitting);
  const odd = world.odd[kind] ?? [];
  if (odd.length > 0 && dice.chance(0.8)) return dice.pick(odd);
  if (dice.chance(0.3)) return dice.pick([7, 'nobody', '']);
  return dice.chance(0.5)
    ? dice.pick([...Object.values(world.ids), ...Object.values(world.odd)].flat())
    : String(dice.pick(badIds).value).slice(0, 80);
}

/** As it is written in a document. */
export function literalOf(type: GraphQLInputType, value: Json): string {
  const named = isNonNullType(type) ? type.ofType : type;
  if (Array.isArray(value)) {
    const of = isListType(named) ? named.ofType : named;
    return `[${value.map((each: Json) => literalOf(of, each)).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = isInputObjectType(named) ? named.getFields() : {};
    const entries = Object.entries(value);
    return `{${entries.map(([name, each]) => `${name}: ${literalOf(fields[name]?.type ?? named, each)}`).join(', ')}}`;
  }
  const inner = isListType(named) ? named.ofType : named;
  const leaf = isNonNullType(inner) ? inner.ofType : inner;
  if (isEnumType(leaf) && typeof value === 'string' && /^[A-Za-z]\w*$/.test(value)) return value;
  return JSON.stringify(value);
}
