// One operation on a socket, from its question to the last of its answers. What its client wants no more of is not said,
// whoever has got its id since.
import { type ExecutionArgs, type ExecutionResult, type GraphQLError, type GraphQLSchema } from 'graphql';
import { MessageType, stringifyMessage, type ID, type SubscribePayload } from 'graphql-ws';
import type { DocumentReader } from '../admission/document-reader.ts';
import type { Caller } from '../../model/caller.ts';
import type { CallerLimits } from '../callers/caller-limits.ts';
import { withCost } from '../callers/shown-cost.ts';
import type { RequestContext, Services } from '../context.ts';
import { formatted } from '../errors.ts';
import { executeOperation } from '../execute-operation.ts';
import { openOperation } from '../open-request.ts';
import { reportError } from '../report-errors.ts';
import { subscribeOperation } from '../subscribe-operation.ts';
import { LIMITS } from '../../model/limits.ts';
import type { Logger } from '../../model/logger.ts';
import type { OpenSocket } from './open-socket.ts';
import type { TrustedDocuments } from '../trusted/trusted-documents.ts';
import { tokensOf } from '../tokens-of.ts';
import { coded, isSubscription, prepareOperation } from './prepare-operation.ts';

export interface Executor {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly logger: Logger;
  readonly reader: DocumentReader;
  readonly trusted: TrustedDocuments;
  readonly limits: CallerLimits;
}

interface OperationRequest {
  readonly id: ID;
  readonly payload: SubscribePayload;
  readonly executor: Executor;
}

type Results = AsyncGenerator<ExecutionResult, undefined, undefined>;

export class SocketOperation {
  readonly #socket: OpenSocket;
  readonly #request: OperationRequest;
  #isWanted = true;
  #results: Results | undefined;

  constructor(socket: OpenSocket, request: OperationRequest) {
    this.#socket = socket;
    this.#request = request;
  }

  /** Its client wants no more of it, or has gone. */
  stop(): void {
    this.#isWanted = false;
    this.#results?.return(undefined).catch(() => {});
  }

  /** @param release frees its id, before its client is told that it is over. */
  async run(caller: Caller, release: () => void): Promise<void> {
    const { payload, executor } = this.#request;
    const { schema, services, logger, limits } = executor;
    const tokens = tokensOf(schema);
    const { request, connection } = this.#socket;
    const context = openOperation(request, { services, logger, caller, limits, connection, tokens });
    context.session.receive(payload.extensions);
    context.allowance.receive(payload.extensions);
    const prepared = await this.#prepare(context);
    if (!('document' in prepared)) {
      release();
      return this.#fail(prepared, context);
    }
    try {
      await (isSubscription(prepared) ? this.#stream(prepared, context) : this.#answer(prepared, context));
    } catch (error) {
      release();
      return this.#fail([reportError(error, context)], context);
    }
    release();
    await this.#say({ id: this.#request.id, type: MessageType.Complete });
  }

  async #prepare(context: RequestContext): Promise<ExecutionArgs | readonly GraphQLError[]> {
    if (this.#socket.running > LIMITS.operationsPerSocket) return [tooMany()];
    const { payload, executor } = this.#request;
    const { schema, reader, trusted } = executor;
    const query = (await trusted.textOf(payload)) ?? payload.query;
    if (typeof query !== 'string') return [query];
    await reader.turn(query);
    return prepareOperation({ ...payload, query }, { schema, reader, context });
  }

  async #answer(args: ExecutionArgs, context: RequestContext): Promise<void> {
    const result = withCost(withToken(await executeOperation(args), context), context);
    await this.#next(result, context);
  }

  async #stream(args: ExecutionArgs, context: RequestContext): Promise<void> {
    const results = await subscribeOperation(args);
    if (!(Symbol.asyncIterator in results)) {
      return this.#next(withToken(results, context), context);
    }
    this.#results = results;
    if (!this.#isWanted) return this.stop();
    const { payload } = this.#request;
    this.#socket.beginStream(payload);
    try {
      for await (const result of results) await this.#next(result, context);
    } finally {
      this.#socket.endStream(payload);
    }
  }

  async #next({ data, errors, extensions }: ExecutionResult, context: RequestContext): Promise<void> {
    const payload = {
      ...(errors ? { errors: errors.map((error) => formatted(reportError(error, context))) } : {}),
      ...(data === undefined ? {} : { data }),
      ...(extensions ? { extensions } : {}),
    };
    await this.#say({ id: this.#request.id, type: MessageType.Next, payload });
  }

  async #fail(errors: readonly GraphQLError[], context: RequestContext): Promise<void> {
    const payload = errors.map((error) => formatted(reportError(error, context)));
    await this.#say({ id: this.#request.id, type: MessageType.Error, payload });
  }

  async #say(message: Parameters<typeof stringifyMessage>[0]): Promise<void> {
    if (this.#isWanted) await this.#socket.send(stringifyMessage(message));
  }
}

/** What the header of a response is over HTTP. */
function withToken(result: ExecutionResult, { session }: RequestContext): ExecutionResult {
  const token = session.highest();
  return token === undefined ? result : { extensions: { consistencyToken: token }, ...result };
}

function tooMany(): GraphQLError {
  const message = `At most ${LIMITS.operationsPerSocket} operations at a time on one WebSocket.`;
  return coded('TOO_MANY_OPERATIONS', message);
}
