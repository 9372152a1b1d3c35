// Work done in a span, which ends with it. Of an error the span says the code, for messages quote values.
import { SlipstreamError } from '../../model/errors.ts';
import type { OpenSpan, SpanFacts } from '../../observability/traces.ts';

export async function inSpan<Result>(
  span: OpenSpan,
  work: () => Promise<Result>,
  factsOf: (result: Result) => SpanFacts = () => ({}),
): Promise<Result> {
  try {
    const result = await span.around(work);
    span.end(factsOf(result));
    return result;
  } catch (error) {
    span.fail(failureCode(error));
    throw error;
  }
}

export const failureCode = (error: unknown): string =>
  error instanceof SlipstreamError ? error.code : 'UNEXPECTED';
