// Operations that come as JSON by POST, answered on the server's own request and response. What is out of the ordinary is
// left to Yoga: streams, other encodings, bodies that are no request.
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { DocumentReader, OperationSent } from '../admission/document-reader.ts';
import { withCost } from '../callers/shown-cost.ts';
import type { RequestContext } from '../context.ts';
import { clientErrorOf, placeOf, withCode } from '../errors.ts';
import { executeOperation, limitAnswer, limitText } from '../execute-operation.ts';
import { knownOperations } from '../compiled/known-operations.ts';
import { reportErrors } from '../report-errors.ts';
import { canBeChunked } from './raw-response.ts';
import { collectBody } from './collect-body.ts';
import { createNegotiation, type Accepted } from './media-type.ts';
import type { EventStreams } from './event-stream.ts';
import { subscriptionMessages } from './subscription-messages.ts';
import { isOrdinary, sentIn, type Sent } from './ordinary-post.ts';
import { sendResult, sendText } from './send-result.ts';
import type { TrustedDocuments } from '../trusted/trusted-documents.ts';

/** Undefined if the request is left to Yoga, which then finds in `body` what was taken of it. */
export type AnswerPost = (
  request: IncomingMessage & { body?: Uint8Array },
  response: ServerResponse,
  context: RequestContext,
) => Promise<'answered' | 'streaming' | undefined>;

interface PostOptions {
  readonly schema: GraphQLSchema;
  readonly reader: DocumentReader;
  readonly trusted: TrustedDocuments;
  readonly streams: EventStreams;
}

type Answer =
  | { readonly text: string }
  | { readonly result: ExecutionResult }
  | { readonly messages: AsyncGenerator<string, undefined, undefined> };

/** Their answers are one write each, but for those of subscriptions. */
export function answerPosts(options: PostOptions): AnswerPost {
  const acceptedBy = createNegotiation();
  const answerOf = answering(options);
  return async (request, response, context) => {
    if (!isOrdinary(request)) return undefined;
    const { type, ...accepted } = acceptedBy(request.headers.accept);
    const events = accepted.events && canBeChunked(request, response);
    if (type === undefined && !events) return undefined;
    const body = await collectBody(request);
    if (!body) return 'answered';
    const sent = sentIn(body);
    const answer = sent && (await answerOf(sent, { type, events }, context));
    const { correlationId, session } = context;
    if (answer && 'messages' in answer) {
      // What has listened for the body would keep it.
      request.removeAllListeners();
      options.streams.open(response, answer.messages, correlationId);
      return 'streaming';
    }
    if (!answer || type === undefined) {
      request.body = body;
      return undefined;
    }
    const answering = { response, type, correlationId, token: session.highest() };
    if ('text' in answer) sendText(answering, 200, answer.text);
    else sendResult(answering, reportErrors(answer.result, context));
    return 'answered';
  };
}

/** Undefined for what the client does not take, and where it is not clear which operation is meant. */
function answering({ schema, reader, trusted }: PostOptions) {
  const operationOf = knownOperations(schema);
  const openMessages = subscriptionMessages(schema);
  return async (
    sent: Sent,
    { type, events }: Accepted,
    contextValue: RequestContext,
  ): Promise<Answer | undefined> => {
    const { operationName, variables: variableValues } = sent;
    contextValue.session.receive(sent.extensions);
    contextValue.allowance.receive(sent.extensions);
    const text = trusted.textOf(sent);
    // What is known is not waited for.
    const query = text instanceof Promise ? await text : text;
    if (query === undefined) return undefined;
    if (query instanceof GraphQLError) return { result: { errors: [query] } };
    const turn = reader.turn(query);
    if (turn) await turn;
    const read = readOperation(reader, { query, operationName, variables: variableValues }, contextValue);
    if (!read) return undefined;
    if ('errors' in read) return { result: read };
    const { document, operation } = read;
    const args = { document, operationName, variableValues, contextValue };
    if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
      const messages = events ? await openMessages({ ...args, query }) : undefined;
      return messages && Symbol.asyncIterator in messages ? { messages } : undefined;
    }
    if (type === undefined) return undefined;
    const refusal = refusalOf(operation, contextValue);
    if (refusal) return { result: { data: null, errors: [refusal] } };
    // A text says nothing of the cost.
    const compiled = contextValue.allowance.isCostWanted
      ? undefined
      : operationOf(document, operation)?.(args);
    if (!compiled) return { result: withCost(await executeOperation({ ...args, schema }), contextValue) };
    const answer = await compiled;
    return 'text' in answer ? limitText(answer.text) : { result: limitAnswer(answer.result) };
  };
}

/** Commands that would be refused one by one are refused as a whole, before anything of them is looked at: that costs least. */
function refusalOf(
  { operation }: OperationDefinitionNode,
  { services, caller }: RequestContext,
): GraphQLError | undefined {
  if (operation !== OperationTypeNode.MUTATION) return undefined;
  try {
    services.commands.admits?.(caller.principal);
    return undefined;
  } catch (error) {
    return clientErrorOf(error);
  }
}

type ReadOperation =
  | { readonly document: DocumentNode; readonly operation: OperationDefinitionNode }
  | { readonly errors: readonly GraphQLError[] };

/** Undefined where it is not clear which operation is meant, which comes before whether it is valid. */
function readOperation(
  { read, validate }: DocumentReader,
  sent: OperationSent,
  { allowance, caller }: Pick<RequestContext, 'allowance' | 'caller'>,
): ReadOperation | undefined {
  try {
    const document = read(sent, allowance.spend);
    const operation = getOperationAST(document, sent.operationName);
    if (!operation) return undefined;
    const errors = validate(document, caller);
    if (errors.length === 0) return { document, operation };
    return { errors: errors.map((error) => invalid(error, 'GRAPHQL_VALIDATION_FAILED')) };
  } catch (error) {
    const isSyntax = error instanceof GraphQLError && !error.originalError;
    return { errors: [isSyntax ? invalid(error, 'GRAPHQL_PARSE_FAILED') : clientErrorOf(error)] };
  }
}

/** Nothing was executed: over HTTP that is a bad request, unless the error says more. */
function invalid(error: GraphQLError, otherwise: string): GraphQLError {
  const { message, extensions } = withCode(error, otherwise);
  const http = { spec: true, status: 400 };
  return new GraphQLError(message, { ...placeOf(error), extensions: { http, ...extensions } });
}
