// Every error the engine throws has a stable code; what a client may see of it is decided in one table.
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
