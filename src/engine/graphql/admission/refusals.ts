// Refusals of operations before anything of them runs: the code, what was counted, the limit, and what to do instead.
import { GraphQLError } from 'graphql';

/** Over HTTP 400 for who accepts `application/graphql-response+json`, else 200, as the specification has it. */
const http = { spec: true, status: 400 };

export function tooLarge(how: string, advice: string): GraphQLError {
  return new GraphQLError(`This document is too large: ${how}. ${advice}`, {
    extensions: { code: 'DOCUMENT_TOO_LARGE', http },
  });
}

interface Counted {
  readonly limit: number;
  readonly counted: number;
}

export function tooCostly({ limit, counted }: Counted): GraphQLError {
  const message =
    `This operation may give ${shown(counted)} values; at most ${limit} can be asked for at once. A field below a list ` +
    'counts once for each entry of its page. Ask for smaller pages (`first`), for fewer fields, or in several operations.';
  return new GraphQLError(message, {
    extensions: { code: 'OPERATION_TOO_COSTLY', ...counts(limit, counted), http },
  });
}

/** Of an answer that is there: its siblings are answered. */
export function tooCostlyToShow(limit: number): GraphQLError {
  const message =
    `This answer has more than ${limit} values, which is what one operation may give. Ask for less at a time, for fewer ` +
    'fields, or in several operations.';
  return new GraphQLError(message, { extensions: { code: 'OPERATION_TOO_COSTLY', limit } });
}

export function tooManyDocuments({ limit, counted }: Counted): GraphQLError {
  const message =
    `At most ${limit} documents can be read by one operation; this one asks for up to ${shown(counted)}. ` +
    'Ask for smaller pages, or in several operations.';
  return new GraphQLError(message, {
    extensions: { code: 'TOO_MANY_DOCUMENTS', ...counts(limit, counted), http },
  });
}

export function answerTooLarge(limit: number): GraphQLError {
  const message =
    `The answer is longer than ${limit} bytes. Ask for smaller pages (\`first\`), for fewer fields, or in several ` +
    'operations. Commands of this operation were carried out: sent again with their commandId they give the same outcome.';
  return new GraphQLError(message, { extensions: { code: 'OPERATION_TOO_COSTLY', limit, http } });
}

/** What is beyond counting is said to be more than anything that is allowed. */
const shown = (counted: number): string =>
  Number.isSafeInteger(counted) ? String(counted) : 'more than can be counted';

const counts = (limit: number, counted: number) => ({
  limit,
  counted: Number.isSafeInteger(counted) ? counted : null,
});
