// GraphQL operations on a pipeline in memory, as the API would run them, without HTTP.
import { randomUUID } from 'node:crypto';
import {
  GraphQLError,
  subscribe,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { documentReaderOf } from '../../graphql/admission/document-reader.ts';
import { Allowance } from '../../graphql/callers/allowance.ts';
import type { RequestContext, Services } from '../../graphql/context.ts';
import { clientErrorOf, isMasked, textOf } from '../../graphql/errors.ts';
import { executeOperation } from '../../graphql/execute-operation.ts';
import { reportErrors } from '../../graphql/report-errors.ts';
import { prepareOperation } from '../../graphql/socket/prepare-operation.ts';
import { openTokenSession } from '../../graphql/token-session.ts';
import { tokensOf } from '../../graphql/tokens-of.ts';
import { ANYBODY, type Caller } from '../../model/caller.ts';
import { openFoldBudget } from '../../model/fold-budget.ts';
import { silentLogger } from '../../model/logger.ts';
import { mapStream } from '../../async/map-stream.ts';

export interface Sent {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly principal?: string;
  /** Whose rights are asked; somebody who may do everything if omitted. */
  readonly caller?: Caller;
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
  const { prepared, context } = prepare(target, source, sent);
  return answerOf('schema' in prepared ? await executeOperation(prepared) : { errors: prepared }, context);
}

/** Throws what the API would answer with instead of a stream. */
export async function subscribeOn(
  target: Target,
  source: string,
  sent: Sent,
): Promise<AsyncIterableIterator<Answer>> {
  const { prepared, context } = prepare(target, source, sent);
  // Without the token of each message: it is another one in each run.
  const results = 'schema' in prepared ? await subscribe(prepared) : { errors: prepared };
  if ('next' in results) return mapStream(results, (result) => answerOf(result, context));
  const [error] = answerOf(results, context).errors ?? [];
  throw new GraphQLError(error?.message ?? 'There is no stream.', { extensions: error?.extensions });
}

function prepare(target: Target, source: string, sent: Sent) {
  const context = contextOf(target, sent);
  const payload = { query: source, variables: sent.variables };
  const { schema } = target;
  const reader = documentReaderOf(schema);
  return { prepared: prepareOperation(payload, { schema, reader, context }), context };
}

function contextOf({ schema, services }: Target, { principal, caller, token }: Sent): RequestContext {
  return {
    services,
    logger: silentLogger,
    caller: caller ?? { ...ANYBODY, principal: principal ?? 'tester' },
    correlationId: randomUUID(),
    traceparent: undefined,
    session: openTokenSession(token, tokensOf(schema)),
    allowance: new Allowance(),
    folds: openFoldBudget(),
    connection: { onEnd: () => () => {} },
  };
}

/** What a client would only see as an unexpected error is thrown: in a test it is a bug. */
function answerOf(result: ExecutionResult, context: RequestContext): Answer {
  const bug = result.errors?.map(clientErrorOf).find(isMasked);
  if (bug) throw bug.originalError;
  const answer: Answer = JSON.parse(textOf(reportErrors(result, context)));
  return answer;
}
