// GraphQL operations on a pipeline in memory, as the API would run them, without HTTP.
import { randomUUID } from 'node:crypto';
import {
  execute,
  GraphQLError,
  parse,
  specifiedRules,
  subscribe,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import type { RequestContext, Services } from '../../graphql/context.ts';
import { clientErrorOf, isMasked } from '../../graphql/errors.ts';
import { reportErrors } from '../../graphql/report-errors.ts';
import { limitRootFields } from '../../graphql/schema/limit-root-fields.ts';
import { openTokenSession } from '../../graphql/token-session.ts';
import { silentLogger } from '../../model/logger.ts';
import { mapped } from './mapped.ts';

export interface Sent {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly principal?: string;
  /** As in the header `consistency-token`. */
  readonly token?: string;
}

/** `data` and `errors`, as they would be sent. */
export type Answer = FormattedExecutionResult;

interface Target {
  readonly schema: GraphQLSchema;
  readonly services: Services;
}

export async function executeOn(target: Target, source: string, sent: Sent): Promise<Answer> {
  const document = parsed(target, source);
  if (!('definitions' in document)) return answerOf(document, contextOf(target, sent));
  const contextValue = contextOf(target, sent);
  const variableValues = sent.variables ?? {};
  return answerOf(
    await execute({ schema: target.schema, document, contextValue, variableValues }),
    contextValue,
  );
}

/** Throws what the API would answer with instead of a stream. */
export async function subscribeOn(
  target: Target,
  source: string,
  sent: Sent,
): Promise<AsyncIterableIterator<Answer>> {
  const document = parsed(target, source);
  const contextValue = contextOf(target, sent);
  const variableValues = sent.variables ?? {};
  const results =
    'definitions' in document
      ? await subscribe({ schema: target.schema, document, contextValue, variableValues })
      : document;
  if ('next' in results) return mapped(results, (result) => answerOf(result, contextValue));
  const [error] = answerOf(results, contextValue).errors ?? [];
  throw new GraphQLError(error?.message ?? 'There is no stream.', { extensions: error?.extensions });
}

/** The document, or what is wrong with it. */
function parsed({ schema }: Target, source: string): DocumentNode | ExecutionResult {
  try {
    const document = parse(source);
    const errors = validate(schema, document, [...specifiedRules, limitRootFields]);
    return errors.length > 0 ? { errors } : document;
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}

function contextOf({ services }: Target, { principal, token }: Sent): RequestContext {
  return {
    services,
    logger: silentLogger,
    principal: principal ?? 'tester',
    correlationId: randomUUID(),
    traceparent: undefined,
    session: openTokenSession(token),
    connection: { onEnd: () => () => {} },
  };
}

/** What a client would only see as an unexpected error is thrown: in a test it is a bug. */
function answerOf(result: ExecutionResult, context: RequestContext): Answer {
  const bug = result.errors?.map(clientErrorOf).find(isMasked);
  if (bug) throw bug.originalError;
  const answer: Answer = JSON.parse(JSON.stringify(reportErrors(result, context)));
  return answer;
}
