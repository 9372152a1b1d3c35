// SlipstreamError: an error of the engine under a stable code. One table decides what a client sees of it.
import type { ErrorCode } from './error-codes.ts';

export class SlipstreamError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'SlipstreamError';
    this.code = code;
    this.details = options.details ?? {};
  }
}
