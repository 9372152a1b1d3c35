// The compiled form of operations, by where they stand in their documents: made when one comes again, so that what comes
// once costs no more than before.
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { createCompiler, type CompiledOperation } from './compile-operation.ts';

/** Undefined for an operation that comes for the first time, or is not compiled. */
export type KnownOperations = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
) => CompiledOperation | undefined;

export function knownOperations(schema: GraphQLSchema): KnownOperations {
  const compile = createCompiler(schema);
  const seen = new WeakSet<OperationDefinitionNode>();
  const known = new WeakMap<OperationDefinitionNode, CompiledOperation | undefined>();
  return (document, operation) => {
    if (known.has(operation)) return known.get(operation);
    if (!seen.has(operation)) {
      seen.add(operation);
      return undefined;
    }
    const compiled = compile(document, operation);
    known.set(operation, compiled);
    return compiled;
  };
}
