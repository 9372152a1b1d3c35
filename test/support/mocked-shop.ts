// The shop's schema answering with made-up values, so that clients' caches see every type without a server.
import {
  buildSchema,
  execute,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  printSchema,
  type DocumentNode,
  type FormattedExecutionResult,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
} from 'graphql';
import { shopSchema } from './select-all.ts';

/** Without resolvers of its own. */
const schema = buildSchema(printSchema(shopSchema));

type Json = string | number | boolean | null | readonly Json[] | { readonly [field: string]: Json };

/** Values that are given; all others are made up from their types. */
export type Given = { readonly [field: string]: Json };

/** Answers an operation. */
export async function answer(
  document: DocumentNode,
  variableValues: Readonly<Record<string, unknown>> | undefined,
  given: Given = {},
): Promise<FormattedExecutionResult> {
  const { data, errors } = await execute({
    schema,
    document,
    ...(variableValues && { variableValues }),
    rootValue: given,
    fieldResolver: (source: unknown, _args, _context, { fieldName, returnType }) => {
      const value = fieldOf(source, fieldName);
      return value === undefined ? madeUp(returnType) : value;
    },
    typeResolver: (value: unknown, _context, _info, type) => {
      const named = fieldOf(value, '__typename');
      if (typeof named === 'string') return named;
      const types = schema.getPossibleTypes(type).map(({ name }) => name);
      return types.find((name) => name.endsWith('Payload')) ?? types[0];
    },
  });
  return {
    ...(data !== undefined && { data }),
    ...(errors && { errors: errors.map((error) => error.toJSON()) }),
  };
}

const fieldOf = (source: unknown, name: string): unknown =>
  typeof source === 'object' && source !== null ? new Map(Object.entries(source)).get(name) : undefined;

function madeUp(type: GraphQLOutputType): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [madeUp(nullable.ofType), madeUp(nullable.ofType)];
  if (isEnumType(nullable)) return nullable.getValues()[0]?.value;
  const scalars = new Map<string, unknown>([
    ['Int', 7],
    ['Float', 7],
    ['Boolean', false],
  ]);
  return isObjectType(nullable) || isInterfaceType(nullable) || isUnionType(nullable)
    ? {}
    : (scalars.get(nullable.name) ?? `some ${nullable.name}`);
}

/** `query { order(id: "some ID") { … everything … } }` */
export function askForAll(operation: 'query' | 'mutation' | 'subscription', field: string): string {
  const root = { query: schema.getQueryType(), mutation: schema.getMutationType() };
  const type = operation === 'subscription' ? schema.getSubscriptionType() : root[operation];
  const found = type?.getFields()[field];
  if (!found) throw new Error(`There is no ${operation} ${field}.`);
  return `${operation} { ${fieldText(found)} }`;
}

export const rootFields = (operation: 'Query' | 'Mutation' | 'Subscription'): readonly string[] => {
  const type = schema.getType(operation);
  return isObjectType(type) ? Object.keys(type.getFields()) : [];
};

function fieldText({ name, args, type }: GraphQLField<unknown, unknown>): string {
  const required = args.filter((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined);
  const list = required.map((arg) => `${arg.name}: ${inputText(arg.type)}`).join(', ');
  return `${name}${list === '' ? '' : `(${list})`} ${selectionText(type)}`;
}

function selectionText(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (isUnionType(named) || isInterfaceType(named)) {
    // What differs in nullability cannot be asked for under one name, and a mutation's errors share few fields.
    const members = schema
      .getPossibleTypes(named)
      .filter(({ name }) => !isInterfaceType(named) || name === 'Order');
    const some = members.filter(({ name }) => name.endsWith('Payload') || isInterfaceType(named));
    return `{ __typename ${some.map((member) => `... on ${member.name} ${selectionText(member)}`).join(' ')} }`;
  }
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).filter(({ type: of }) => getNamedType(of).name !== 'Query');
  return `{ __typename ${fields.map(fieldText).join(' ')} }`;
}

function inputText(type: GraphQLInputType): string {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return `[${inputText(nullable.ofType)}]`;
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name ?? '';
  if (!isInputObjectType(nullable)) return nullable.name === 'Int' ? '7' : `"some ${nullable.name}"`;
  const fields = Object.values(nullable.getFields()).filter((field) => isNonNullType(field.type));
  return `{ ${fields.map((field) => `${field.name}: ${inputText(field.type)}`).join(', ')} }`;
}
