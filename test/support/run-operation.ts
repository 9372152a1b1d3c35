// An operation run on a schema with graphql-js alone, as the HTTP handler would have it run.
import { execute, parse, validate, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { Allowance } from '../../src/engine/graphql/callers/allowance.ts';
import type { RequestContext } from '../../src/engine/graphql/context.ts';
import { reportErrors } from '../../src/engine/graphql/report-errors.ts';
import { UNSIGNED } from '../../src/engine/graphql/signer.ts';
import { openTokenSession } from '../../src/engine/graphql/token-session.ts';
import { openFoldBudget } from '../../src/engine/model/fold-budget.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { trustedCaller } from './callers.ts';
import type { memoryServices } from './memory-services.ts';

export type MemoryServices = ReturnType<typeof memoryServices>;

export function requestContext(services: MemoryServices, token?: string): RequestContext {
  return {
    services: services.services,
    logger: silentLogger,
    caller: trustedCaller('ada'),
    correlationId: 'c-1',
    traceparent: undefined,
    session: openTokenSession(token, UNSIGNED.tokens),
    allowance: new Allowance(),
    folds: openFoldBudget(),
    connection: { onEnd: () => () => {} },
  };
}

export interface Operation {
  readonly source: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

export async function runOperation(
  schema: GraphQLSchema,
  { source, variables, context }: Operation,
): Promise<ExecutionResult> {
  const document = parse(source);
  const errors = validate(schema, document);
  if (errors.length > 0) return { errors };
  const result = await execute({ schema, document, contextValue: context, variableValues: variables ?? {} });
  return JSON.parse(JSON.stringify(reportErrors(result, context))) as ExecutionResult;
}
