// Fields of `Query`: their resolvers are called as graphql-js calls them, their values are written as text.
import {
  getArgumentValues,
  Kind,
  visit,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type OperationDefinitionNode,
} from 'graphql';
import type { RequestContext } from '../context.ts';
import type { RootValue } from './complete-values.ts';
import { writingOnce } from './kept-values.ts';
import { writerOf, type Compiling } from './write-selection.ts';
import type { Writer } from './writer.ts';

type Variables = Record<string, unknown>;

export interface CompiledRoot {
  readonly name: string;
  /** Never rejects. */
  readonly fetch: (context: RequestContext, variables: Variables) => Promise<RootValue>;
  readonly write: Writer;
}

interface RootPlace {
  readonly compiling: Compiling;
  readonly query: GraphQLObjectType;
  readonly operation: OperationDefinitionNode;
}

/** Undefined for what is not there, for introspection, and for what graphql-js has to walk through. */
export function compileRoot(
  { compiling, query, operation }: RootPlace,
  name: string,
  nodes: readonly [FieldNode, ...FieldNode[]],
): CompiledRoot | undefined {
  const [node] = nodes;
  const field = query.getFields()[node.name.value];
  const { resolve } = field ?? {};
  const write = field && writerOf(compiling, field.type, nodes);
  if (!resolve || !write) return undefined;
  const { schema, fragments, rendered, nextKey } = compiling;
  const path = { prev: undefined, key: name, typename: query.name };
  const infoOf = (variableValues: Variables): GraphQLResolveInfo => ({
    fieldName: field.name,
    fieldNodes: nodes,
    returnType: field.type,
    parentType: query,
    path,
    schema,
    fragments,
    rootValue: undefined,
    operation,
    variableValues,
  });
  const argumentsOf = argumentReader(compiling, field, node);
  return {
    name,
    write: writingOnce(write, rendered, nextKey()),
    fetch: async (context, variableValues) => {
      try {
        const args = argumentsOf(variableValues);
        const value: unknown = await resolve(undefined, args, context, infoOf(variableValues));
        return { value };
      } catch (error) {
        return { error };
      }
    },
  };
}

type Arguments = Record<string, unknown>;

/** Read once where they name no variable. Throws as graphql-js does. */
function argumentReader(
  { addField }: Compiling,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): (variables: Variables) => Arguments {
  let usesVariables = false;
  visit(node, {
    enter: ({ kind }) => {
      if (kind === Kind.SELECTION_SET) return false;
      if (kind === Kind.VARIABLE) usesVariables = true;
      addField();
      return undefined;
    },
  });
  if (usesVariables) return (variables) => getArgumentValues(field, node, variables);
  let known: Arguments | undefined;
  return (variables) => (known ??= getArgumentValues(field, node, variables));
}
