// A command over HTTP with everything its result may say: the receipt and the whole entity, or the whole refusal.
import { expect } from 'vitest';
import { getNamedType, isObjectType, isUnionType, type GraphQLField, type GraphQLObjectType } from 'graphql';
import { VERBS } from '../../src/engine/graphql/schema/operations/verbs.ts';
import { selectAll, shopSchema } from './select-all.ts';
import type { AnswerError, Client, Sent } from './shop.ts';

export interface CommandResult {
  readonly __typename: string;
  readonly receipt?: {
    readonly commandId: string;
    readonly streamId: string;
    readonly version: number;
    readonly token: string;
    readonly replayed: boolean;
  };
  readonly code?: string;
  readonly message?: string;
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
  readonly [field: string]: unknown;
}

export interface CommandAnswer {
  /** Nothing if the request did not come as far as the command. */
  readonly result: CommandResult | undefined;
  readonly errors: readonly AnswerError[];
}

/** Without those of operators. */
export const mutationFields = Object.values(shopSchema.getMutationType()?.getFields() ?? {}).filter(
  ({ name }) => !(name in VERBS),
);

const sources = new Map(mutationFields.map((field) => [field.name, sourceOf(field)]));

/** `mutation ($input: CreateOrderInput!) { createOrder(input: $input) { … } }` */
function sourceOf({ name, type }: GraphQLField<unknown, unknown>): string {
  const union = getNamedType(type);
  if (!isUnionType(union)) throw new Error(`${name} has no result union.`);
  const members = union.getTypes().map((member) => `... on ${member.name} ${selectionOf(member)}`);
  const typeName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return `mutation ($input: ${typeName}Input!) { ${name}(input: $input) { __typename ${members.join(' ')} } }`;
}

function selectionOf(member: GraphQLObjectType): string {
  const fields = Object.values(member.getFields()).filter(({ name }) => name !== 'query');
  const selected = fields.map(({ name, type }) => {
    const inner = getNamedType(type);
    return isObjectType(inner) ? `${name} ${selectAll(inner.name)}` : name;
  });
  return `{ ${selected.join(' ')} }`;
}

/** Checks on the way what holds for every result: a refusal's type is its code in PascalCase, and it says something. */
export async function sendCommand(
  client: Client,
  name: string,
  { input, headers }: { readonly input: unknown; readonly headers?: NonNullable<Sent['headers']> },
): Promise<CommandAnswer> {
  const source = sources.get(name) ?? '';
  const { data, errors = [] } = await client.ask(source, {
    variables: { input },
    ...(headers && { headers }),
  });
  const result = data?.[name] as CommandResult | null | undefined;
  if (!result) return { result: undefined, errors };
  const { __typename, receipt, code = '', message } = result;
  if (receipt) expect(__typename).toBe(`${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`);
  else expect([__typename, message]).toEqual([pascalCase(code), expect.stringMatching(/\S/)]);
  return { result, errors };
}

const pascalCase = (code: string): string =>
  code
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('');
