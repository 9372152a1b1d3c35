// A test for operations that writers answer when they come again, so that a comparison shows that it compares
// something.
import { getOperationAST, parse } from 'graphql';
import { createCompiler } from '../../../src/engine/graphql/compiled/compile-operation.ts';
import { memoryServices } from '../memory-services.ts';
import { requestContext } from '../run-operation.ts';
import { shopSchema } from '../select-all.ts';
import type { Request } from './write-operation.ts';

const compile = createCompiler(shopSchema);

/** Of a request that was answered, so that it is valid. */
export function isCompiled({ body }: Request): boolean {
  const { query, operationName, variables } = JSON.parse(body.replace(/^\uFEFF/, '')) as {
    readonly query: string;
    readonly operationName?: string;
    readonly variables?: Readonly<Record<string, unknown>>;
  };
  const document = parse(query);
  const operation = getOperationAST(document, operationName);
  if (!operation) return false;
  const args = { document, variableValues: variables, contextValue: requestContext(memoryServices()) };
  return compile(document, operation)?.(args) !== undefined;
}
