// Whole requests written from choices: a document of one or several operations, variables, and what is around them.
import type { GraphQLSchema } from 'graphql';
import type { Sent } from './both-lanes.ts';
import { diceOf, type Chosen, type Dice } from './choices.ts';
import { tokensBy, type Json } from './values.ts';
import type { World } from './world.ts';
import { Draft } from './write-selection.ts';

export interface Request extends Sent {
  /** The same document with other variables; undefined if it has none. */
  readonly otherBody: string | undefined;
  /** What its document is, where it is one. */
  readonly query: string;
}

const ACCEPTS: readonly string[] = [
  'application/json',
  '*/*',
  'application/graphql-response+json',
  'application/graphql-response+json, application/json',
  'application/graphql-response+json,application/json;q=0.9',
  'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
  'application/graphql-response+json, application/json;q=0.9, multipart/mixed;q=0.8, text/event-stream;q=0.7',
  'text/event-stream, application/json',
  'multipart/mixed; deferSpec=20220824, application/json',
  'application/json;q=0.1, application/graphql-response+json;q=0.9',
  'application/json; charset=utf-8',
  'application/json; charset=latin1, application/graphql-response+json',
  'APPLICATION/JSON',
  'application/*',
  '*/json',
  '*/graphql-response+json',
  'text/html, application/xhtml+xml, */*;q=0.8',
  'text/html',
  'application/json/x',
  'application/graphql-response+json/x, application/json',
  'nonsense',
  ', ,',
];

export function writeRequest(schema: GraphQLSchema, world: World, { roots, seed }: Chosen): Request {
  const dice = diceOf(seed);
  const isMutation = dice.chance(0.08);
  const type = isMutation ? schema.getMutationType() : schema.getQueryType();
  if (!type) throw new Error('There is nothing to ask.');
  const draft = new Draft(schema, world, !dice.chance(0.25));
  const selection = draft.selection(type, roots);
  const { operations, operationName } = named(dice, {
    kind: isMutation ? 'mutation' : 'query',
    rest: `${draft.declarations.length === 0 ? '' : `(${draft.declarations.join(', ')})`} ${selection}`,
  });
  const query = spoilt(dice, [...operations, ...draft.fragments].join('\n'));
  const sent = { query, ...operationName, ...variablesOf(dice, draft), ...extensionsOf(dice, world) };
  const otherBody =
    draft.otherVariables.size === 0
      ? undefined
      : JSON.stringify({ ...sent, variables: Object.fromEntries(draft.otherVariables) });
  return { query, body: bodyOf(dice, sent), otherBody, headers: headersOf(dice, world) };
}

function named(dice: Dice, { kind, rest }: { readonly kind: string; readonly rest: string }) {
  if (!dice.chance(0.15)) {
    const short = kind === 'query' && !rest.startsWith('(') && dice.chance(0.5);
    return {
      operations: [short ? rest : `${kind}${rest.startsWith('(') ? ' ' : ''}${rest}`],
      operationName: {},
    };
  }
  const operationName = dice.chance(0.1)
    ? {}
    : { operationName: dice.pick<Json>(['Main', 'Main', 'Main', 'Other', 'None', '', null]) };
  const other = 'query Other($c0: Boolean = true) { order(id: "demo-order-1") { id @include(if: $c0) } }';
  const operations = [`${kind} Main${rest}`, ...(dice.chance(0.7) ? [other] : [])];
  return { operations, operationName };
}

/** Now and then no document at all. */
function spoilt(dice: Dice, text: string): string {
  if (!dice.chance(0.03)) return text;
  const at = dice.below(text.length);
  return dice.pick([
    text.slice(0, at),
    `${text.slice(0, at)}"${text.slice(at)}`,
    `${text.slice(0, at)}\\${text.slice(at)}`,
    text.replace('id', 'nothing'),
    text.replace('{', '{ ...Unknown'),
    `${text} fragment Unused on Order { id }`,
    `# ${text}`,
    'subscription { order(id: "demo-order-1") { id } }',
    '',
    ' ',
  ]);
}

function variablesOf(dice: Dice, { variables }: Draft): { readonly variables?: Json } {
  if (dice.chance(0.01)) return { variables: dice.pick<Json>([[], 'x', 7, null]) };
  if (variables.size > 0) return { variables: Object.fromEntries(variables) };
  return dice.chance(0.3) ? { variables: dice.pick<Json>([{}, null, { unknown: 1 }]) } : {};
}

function extensionsOf(dice: Dice, world: World): { readonly extensions?: Json } {
  if (!dice.chance(0.1)) return {};
  const persistedQuery = { version: 1, sha256Hash: 'x' };
  const consistencyToken = dice.pick<Json>([
    ...tokensBy(dice, world),
    ...(dice.chance(0.05) ? [7, null, {}] : []),
  ]);
  return { extensions: dice.pick<Json>([{ consistencyToken }, { persistedQuery }, {}, null, [], 'x']) };
}

function bodyOf(dice: Dice, sent: object): string {
  const text = JSON.stringify(sent);
  if (!dice.chance(0.02)) return text;
  return dice.pick([
    JSON.stringify({ ...sent, other: 1 }),
    JSON.stringify({ ...sent, other: null }),
    JSON.stringify({ ...sent, query: null }),
    JSON.stringify({ ...sent, operationName: 7 }),
    JSON.stringify([sent]),
    `\n${text} `,
    `\uFEFF${text}`,
    text.slice(0, -1),
    text.replace('{', '{"query":"{ __typename }",'),
    text.replace('{', '{"__proto__":{"query":"{ __typename }"},'),
    'null',
    '',
  ]);
}

function headersOf(dice: Dice, world: World): Readonly<Record<string, string>> {
  return {
    accept: dice.chance(0.5) ? dice.pick(ACCEPTS) : 'application/json',
    'x-correlation-id': 'differential',
    ...(dice.chance(0.1) ? { 'consistency-token': dice.pick(tokensBy(dice, world)) } : {}),
  };
}
