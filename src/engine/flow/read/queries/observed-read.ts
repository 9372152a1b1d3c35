// What metrics are told of a read: how it ended and how long it took.
import { SlipstreamError } from '../../../model/errors.ts';
import type { ReadRequest } from '../../../model/services.ts';
import type { ReadAnswer } from './answer-read.ts';

export interface ObservedRead {
  /** Name of the read model's projection. */
  readonly readModel: string;
  /** Whether a version or a token was asked for. */
  readonly versioned: boolean;
  /** `hit`, `waited`, `stale`, `folded`, or the code of the fault. */
  readonly outcome: string;
  readonly durationMs: number;
}

export async function observing(
  { readModel, minVersion, after }: ReadRequest,
  observe: ((read: ObservedRead) => void) | undefined,
  read: () => Promise<ReadAnswer>,
): Promise<ReadAnswer> {
  if (observe === undefined) return read();
  const start = performance.now();
  let outcome = 'INTERNAL';
  try {
    const answer = await read();
    ({ outcome } = answer);
    return answer;
  } catch (error) {
    if (error instanceof SlipstreamError) outcome = error.code;
    throw error;
  } finally {
    const versioned = minVersion !== undefined || after !== undefined;
    observe({ readModel, versioned, outcome, durationMs: performance.now() - start });
  }
}
