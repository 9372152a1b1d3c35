// A refusal at the command line: the exit code is 2.
import { SlipstreamError } from '../engine/model/errors.ts';
import { CouldNotLook } from './could-not-look.ts';

export class Refused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Of the command line, after an error: 2 refused, or could not look; 1 failed. */
export function exitCodeOf(error: unknown): 1 | 2 {
  const isRefused =
    error instanceof Refused ||
    error instanceof CouldNotLook ||
    (error instanceof SlipstreamError && error.code === 'STORE_OF_ANOTHER_DATABASE');
  return isRefused ? 2 : 1;
}
