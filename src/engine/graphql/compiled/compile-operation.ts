// Compiled operations: a query of which each field follows from what its root has read is answered as text. Its
// resolvers at the root run as ever; below them nothing is walked through, converted or looked up in the schema.
import {
  getVariableValues,
  Kind,
  OperationTypeNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LIMITS } from '../../model/limits.ts';
import { collectFields } from './collect-fields.ts';
import { completeValues, type CompleteValues, type RootValue } from './complete-values.ts';
import { compileRoot, type CompiledRoot } from './compile-root.ts';
import { keptPlans, type KeptPlans } from './kept-plans.ts';
import type { OperationArgs } from './operation-args.ts';
import { renderedTexts, type RenderedTexts } from './rendered-texts.ts';
import { conditionsOf, variantOf } from './variants.ts';

/** `text`: a whole answer, which has no errors. `result`: one that graphql-js has made. */
export type CompiledAnswer = { readonly text: string } | { readonly result: ExecutionResult };

/** Undefined for what has to be executed by graphql-js from the start; nothing was read then. */
export type CompiledOperation = (args: OperationArgs) => Promise<CompiledAnswer> | undefined;

export type Compiler = (
  document: OperationArgs['document'],
  operation: OperationDefinitionNode,
) => CompiledOperation | undefined;

interface Plan {
  readonly roots: readonly CompiledRoot[];
  readonly fields: number;
}

/** What a compiled field takes, at most, and what is kept of a part of an argument. */
const BYTES_PER_FIELD = 1_000;

interface Parts {
  readonly schema: GraphQLSchema;
  readonly rendered: RenderedTexts;
  readonly complete: CompleteValues;
  readonly nextKey: () => string;
  readonly kept: KeptPlans;
}

export function createCompiler(schema: GraphQLSchema): Compiler {
  const complete = completeValues(schema);
  if (!complete) return () => undefined;
  let selections = 0;
  const parts: Parts = {
    schema,
    complete,
    rendered: renderedTexts(LIMITS.renderedBytes),
    kept: keptPlans(LIMITS.compiledBytes),
    nextKey: () => `${(selections += 1)}/`,
  };
  return (document, operation) => {
    const conditions = operation.operation === OperationTypeNode.QUERY ? conditionsOf(document) : undefined;
    if (!conditions) return undefined;
    return compiledOperation(parts, { operation, conditions, fragments: fragmentsOf(document) });
  };
}

interface Operation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Names of the variables of its conditions. */
  readonly conditions: readonly string[];
}

function compiledOperation(parts: Parts, selected: Operation): CompiledOperation {
  const variables = variableReader(parts.schema, selected.operation);
  const plans = new Map<string, Plan | undefined>();
  return (args) => {
    const values = variables(args.variableValues ?? {});
    const variant = values && variantOf(selected.conditions, values);
    if (values === undefined || variant === undefined) return undefined;
    if (!plans.has(variant)) {
      const made = planOf(parts, selected, values);
      plans.set(variant, made);
      parts.kept.keep(BYTES_PER_FIELD * (made?.fields ?? 1), plans, variant);
    }
    const plan = plans.get(variant);
    return plan && run(plan, parts.complete, { args, values });
  };
}

type Variables = Record<string, unknown>;

/** Undefined for values that are refused. */
function variableReader(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): (sent: Variables) => Variables | undefined {
  if (variableDefinitions.length === 0) return () => ({});
  return (sent) => getVariableValues(schema, variableDefinitions, sent).coerced;
}

function planOf(
  { schema, rendered, nextKey }: Parts,
  selected: Operation,
  values: Variables,
): Plan | undefined {
  const query = schema.getQueryType();
  if (!query) return undefined;
  const { operation, fragments } = selected;
  const conditions = Object.fromEntries(selected.conditions.map((name) => [name, values[name]]));
  let fields = 0;
  const addField = (): void => {
    fields += 1;
  };
  const compiling = { schema, rendered, nextKey, addField, conditions, fragments };
  const roots: CompiledRoot[] = [];
  for (const [name, nodes] of collectFields(compiling, query, [operation.selectionSet])) {
    const [first, ...others] = nodes;
    const root = first && compileRoot({ compiling, query, operation }, name, [first, ...others]);
    if (!root) return undefined;
    roots.push(root);
  }
  return roots.length === 0 ? undefined : { roots, fields };
}

function fragmentsOf({ definitions }: OperationArgs['document']): Record<string, FragmentDefinitionNode> {
  return Object.fromEntries(
    definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
}

async function run(
  { roots }: Plan,
  complete: CompleteValues,
  { args, values }: { readonly args: OperationArgs; readonly values: Variables },
): Promise<CompiledAnswer> {
  const [only, ...others] = roots;
  const { contextValue } = args;
  // All are asked for in the same tick, which makes them one round trip.
  const given =
    only && others.length === 0
      ? [await only.fetch(contextValue, values)]
      : await Promise.all(roots.map(({ fetch }) => fetch(contextValue, values)));
  const text = writeAll(roots, given);
  if (text !== undefined) return { text };
  const byName = new Map(roots.map(({ name }, index) => [name, given[index] ?? { value: undefined }]));
  return { result: await complete(args, byName) };
}

function writeAll(roots: readonly CompiledRoot[], given: readonly RootValue[]): string | undefined {
  let text = '{"data":{';
  try {
    for (const [index, { name, write }] of roots.entries()) {
      const one = given[index];
      if (!one || 'error' in one) return undefined;
      text += `${index === 0 ? '' : ','}"${name}":${write(one.value)}`;
    }
  } catch {
    // What can't be written, and what a field throws, is said by graphql-js.
    return undefined;
  }
  return `${text}}}`;
}
