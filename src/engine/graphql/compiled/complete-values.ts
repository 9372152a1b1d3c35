// Answers made by graphql-js of values that were read already: what can not be written as it is gets its errors, its
// conversions and its nulls from there, and nothing is read twice.
import {
  execute,
  GraphQLObjectType,
  GraphQLSchema,
  type ExecutionResult,
  type GraphQLFieldConfigMap,
  type GraphQLFieldResolver,
} from 'graphql';
import type { OperationArgs } from './operation-args.ts';

/** What a field at the root gave, by response name. */
export type RootValues = ReadonlyMap<string, RootValue>;
export type RootValue = { readonly value: unknown } | { readonly error: unknown };

export type CompleteValues = (args: OperationArgs, values: RootValues) => Promise<ExecutionResult>;

/** Undefined for a schema whose queries lead back to `Query`. */
export function completeValues(schema: GraphQLSchema): CompleteValues | undefined {
  const query = schema.getQueryType();
  if (!query) return undefined;
  const { fields, ...rest } = query.toConfig();
  const given: GraphQLFieldConfigMap<unknown, unknown> = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, { ...field, resolve: takeGiven }]),
  );
  try {
    const completing = new GraphQLSchema({ query: new GraphQLObjectType({ ...rest, fields: given }) });
    return async (args, values) => execute({ ...args, schema: completing, rootValue: values });
  } catch {
    return undefined;
  }
}

type Resolving = Parameters<GraphQLFieldResolver<unknown, unknown>>;

function takeGiven(...[values, , , { path }]: Resolving): unknown {
  const given: unknown = values instanceof Map ? values.get(path.key) : undefined;
  if (typeof given !== 'object' || given === null) throw new Error(`There is no value for ${path.key}.`);
  if ('error' in given) throw given.error;
  return 'value' in given ? given.value : undefined;
}
