// Subscriptions of every transport: graphql-js opens the source, each of its events is executed, and what an event says of
// itself leaves as the message's `extensions`.
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { executeOperation } from './execute-operation.ts';
import { isRecord } from './is-record.ts';
import { mapStream } from '../async/map-stream.ts';
import { tokensOf } from './tokens-of.ts';

/** What an event of a source may say of itself. */
export interface ResumableEvent {
  /** Reads after this see what the event tells of. */
  readonly token: string;
  /** Under this key a client that comes back sends the token. */
  readonly resumeKey?: string;
  /** Events that say the same give the same result in the same operation. */
  readonly sameAs?: string;
}

export async function subscribeOperation(
  args: ExecutionArgs,
): Promise<AsyncGenerator<ExecutionResult, undefined, undefined> | ExecutionResult> {
  const source = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in source)) return source;
  return mapStream(source, (event) => resultOfEvent(args, event));
}

export async function resultOfEvent(args: ExecutionArgs, event: unknown): Promise<ExecutionResult> {
  return withExtensions(args.schema, await executeOperation({ ...args, rootValue: event }), event);
}

function withExtensions(schema: GraphQLSchema, result: ExecutionResult, event: unknown): ExecutionResult {
  if (!isRecord(event)) return result;
  const { token: unsigned, resumeKey } = event;
  if (typeof unsigned !== 'string') return result;
  const token = tokensOf(schema).sign(unsigned);
  const resume = typeof resumeKey === 'string' ? { resume: { [resumeKey]: token } } : {};
  return { ...result, extensions: { ...result.extensions, consistencyToken: token, ...resume } };
}
