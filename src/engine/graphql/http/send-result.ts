// Results of operations as JSON over HTTP: status, headers and text as Yoga sends them.
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { GraphQLError, type ExecutionResult } from 'graphql';
import { textOf } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import { CORRELATION_HEADER, TOKEN_HEADER } from '../open-request.ts';
import { SHIELD } from './shield.ts';
import { JSON_TYPE, type AnswerType } from './media-type.ts';

export interface Answering {
  readonly response: ServerResponse;
  readonly type: AnswerType;
  readonly correlationId: string;
  /** The highest token of the request. */
  readonly token: string | undefined;
}

export function sendResult(answering: Answering, result: ExecutionResult): void {
  for (const error of result.errors ?? []) addHeaders(answering.response, error);
  sendText(answering, statusOf(result, answering.type), textOf(result));
}

export function sendText(
  { response, type, correlationId, token }: Answering,
  status: number,
  body: string,
): void {
  const headers: OutgoingHttpHeaders = {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    [CORRELATION_HEADER]: correlationId,
    'cache-control': SHIELD['cache-control'],
    'content-security-policy': SHIELD['content-security-policy'],
    'x-content-type-options': SHIELD['x-content-type-options'],
    'x-frame-options': SHIELD['x-frame-options'],
  };
  if (token !== undefined) headers[TOKEN_HEADER] = token;
  response.writeHead(status, headers);
  response.end(body);
}

/**
 * What an error says of itself; where nothing was executed, 500 for a bug. In answers of type application/json that is
 * left to the errors themselves, where the specification says so.
 * https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes
 */
export function statusOf(result: ExecutionResult, type: AnswerType): number {
  const { errors = [] } = result;
  let status: number | undefined;
  let isBug = false;
  for (const error of errors) {
    const http = httpOf(error);
    if (!http) isBug ||= !isOfGraphql(error);
    else if (!(type === JSON_TYPE && http['spec'] === true)) {
      const said = http['status'];
      if (typeof said === 'number' && (status === undefined || said > status)) status = said;
    }
  }
  return status ?? (isBug && !('data' in result) ? 500 : 200);
}

function addHeaders(response: ServerResponse, error: GraphQLError): void {
  const headers = httpOf(error)?.['headers'];
  if (!isRecord(headers)) return;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
}

function httpOf({ extensions: { http } }: GraphQLError): Readonly<Record<string, unknown>> | undefined {
  return isRecord(http) ? http : undefined;
}

function isOfGraphql({ originalError }: GraphQLError): boolean {
  if (originalError === undefined || originalError === null) return true;
  return originalError instanceof GraphQLError && isOfGraphql(originalError);
}
