// Requests as nearly all clients send them: an operation as JSON in UTF-8, of a declared length, uncompressed.
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { OperationSent } from '../admission/document-reader.ts';
import { isRecord } from '../is-record.ts';
import { isNamed } from '../trusted/named-in.ts';
import { LIMITS } from '../../model/limits.ts';

/** Without a query its document is named. */
export interface Sent extends Omit<OperationSent, 'query'> {
  readonly query: string | undefined;
  readonly documentId: unknown;
  readonly extensions: unknown;
}

const ORDINARY_TYPE = /^application\/json(?:; ?charset=utf-8)?$/i;
const PARAMETERS: ReadonlySet<string> = new Set([
  ...['query', 'documentId', 'operationName', 'variables', 'extensions'],
]);
const BYTE_ORDER_MARK = 0xef;

export function isOrdinary({ method, url, headers }: IncomingMessage): boolean {
  const { 'content-type': type, 'content-length': length, 'content-encoding': encoding } = headers;
  return (
    method === 'POST' &&
    type !== undefined &&
    ORDINARY_TYPE.test(type) &&
    encoding === undefined &&
    // Larger ones wait for their turn.
    length !== undefined &&
    Number(length) <= LIMITS.operationTextBytes &&
    url?.includes('?') === false
  );
}

/** Undefined for what is not as it should be. */
export function sentIn(body: Buffer): Sent | undefined {
  if (body[0] === BYTE_ORDER_MARK || !isUtf8(body)) return undefined;
  const value = parsed(body.toString('utf8'));
  if (!isRecord(value)) return undefined;
  for (const name in value) if (!PARAMETERS.has(name)) return undefined;
  const { query, documentId, operationName, variables, extensions } = value;
  const text = typeof query === 'string' && query !== '' ? query : undefined;
  const isSent =
    (text !== undefined || ((isAbsent(query) || query === '') && isNamed(value))) &&
    (isAbsent(operationName) || typeof operationName === 'string') &&
    (isAbsent(variables) || isRecord(variables)) &&
    (isAbsent(extensions) || isRecord(extensions));
  return isSent ? { query: text, documentId, operationName, variables, extensions } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;
