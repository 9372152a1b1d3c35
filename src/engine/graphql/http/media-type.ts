// The media type of an answer, by what the client accepts.
// https://graphql.github.io/graphql-over-http/draft/#sec-Accept

export const JSON_TYPE = 'application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';

export type AnswerType = typeof JSON_TYPE | typeof RESPONSE_TYPE;

export interface Accepted {
  /** The first that the client names of these two; undefined if it takes neither. */
  readonly type: AnswerType | undefined;
  /** Whether it takes Server-Sent Events. */
  readonly events: boolean;
}

const MOST_REMEMBERED = 100;

export function createNegotiation(): (accept: string | undefined) => Accepted {
  const known = new Map<string, Accepted>();
  return (accept = '*/*') => {
    const accepted = known.get(accept) ?? acceptedBy(accept);
    if (known.size < MOST_REMEMBERED) known.set(accept, accepted);
    return accepted;
  };
}

function acceptedBy(accept: string): Accepted {
  let type: AnswerType | undefined;
  let events = false;
  for (const range of (accept || '*/*').replaceAll(/\s/g, '').toLowerCase().split(',')) {
    const [media, ...parameters] = range.split(';');
    const charset = parameters.find((each) => each.includes('charset='));
    if (charset !== undefined && charset !== 'charset=utf-8') continue;
    // What comes after a second slash is not looked at.
    const [top, sub] = media?.split('/') ?? [];
    if (top === '*' || top === 'application') type ??= answerTypeOf(sub);
    if (top === '*' || top === 'text') events ||= sub === '*' || sub === 'event-stream';
  }
  return { type, events };
}

function answerTypeOf(sub: string | undefined): AnswerType | undefined {
  if (sub === '*' || sub === 'json') return JSON_TYPE;
  return sub === 'graphql-response+json' ? RESPONSE_TYPE : undefined;
}
