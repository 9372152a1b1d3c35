// Faults of reads, each with the code and the details that the contract promises.
import { enumName } from '../../../model/enum-name.ts';
import type { ErrorCode } from '../../../model/error-codes.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { DocumentKey } from '../../../model/documents.ts';

/** How long a client should leave a read model alone that is away or being rebuilt, in milliseconds. */
const RETRY_AFTER_MS = 1000;

/** A list has no id. */
const named = ({ projection, id }: DocumentKey) => ({
  readModel: enumName(projection),
  ...(id === '' ? {} : { id }),
});

const wordsOf = ({ readModel, id }: ReturnType<typeof named>): string =>
  id === undefined ? readModel : `${readModel} ${id}`;

/** The read model has not come as far as was asked. */
export function projectionBehind(
  key: DocumentKey,
  behind: {
    readonly requiredVersion: number | null;
    readonly currentVersion: number;
    readonly retryAfterMs: number;
  },
  cause?: unknown,
): SlipstreamError {
  const shortfall =
    behind.requiredVersion === null
      ? 'has not yet come to the token that was asked for'
      : `is at version ${behind.currentVersion}, version ${behind.requiredVersion} was asked for`;
  return new SlipstreamError('PROJECTION_BEHIND', `${wordsOf(named(key))} ${shortfall}.`, {
    ...(cause === undefined ? {} : { cause }),
    details: { ...behind, ...named(key) },
  });
}

/** Its documents are being filled, so that a gap would prove nothing. */
export function rebuilding(key: DocumentKey, cause?: unknown): SlipstreamError {
  return new SlipstreamError('REBUILDING', `${named(key).readModel} is being rebuilt.`, {
    ...(cause === undefined ? {} : { cause }),
    details: { ...named(key), retryAfterMs: RETRY_AFTER_MS },
  });
}

export function readModelUnavailable(key: DocumentKey, cause: unknown): SlipstreamError {
  return new SlipstreamError('READ_MODEL_UNAVAILABLE', `${named(key).readModel} cannot be read at present.`, {
    cause,
    details: { ...named(key), retryAfterMs: RETRY_AFTER_MS },
  });
}

/** An event of the document cannot be folded; the operator sees it as a dead letter. */
export function documentParked(key: DocumentKey, cause: unknown): SlipstreamError {
  return new SlipstreamError('DOCUMENT_PARKED', `${wordsOf(named(key))} is waiting for a repair.`, {
    cause,
    details: named(key),
  });
}

export function invalidRead(message: string): SlipstreamError {
  return new SlipstreamError('INVALID_READ', message);
}

export const isFault = (error: unknown, code: ErrorCode): boolean =>
  error instanceof SlipstreamError && error.code === code;
