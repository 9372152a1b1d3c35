// The error of whoever wrote a definition: what is wrong with it, and where it helps what to do about it.
import { SlipstreamError } from '../model/errors.ts';

export function badDefinition(message: string): SlipstreamError {
  return new SlipstreamError('BAD_DEFINITION', message);
}
