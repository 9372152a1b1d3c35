// Names of streams and entities. An id never holds a slash, so `category/id` is unambiguous.

/** Ids of entities, streams and documents. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** What begins an id that is still to be made of the text behind it, by a keyed hash. */
export const KEYED = '~';

/** `category/id`, the name under which a stream is stored. */
export type StreamName = `${string}/${string}`;

export function streamName(category: string, id: string): StreamName {
  return `${category}/${id}`;
}

export function parseStreamName(name: string): { readonly category: string; readonly id: string } {
  const slash = name.indexOf('/');
  return { category: name.slice(0, slash), id: name.slice(slash + 1) };
}
