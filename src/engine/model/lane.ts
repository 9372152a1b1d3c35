// Lanes: the documents of a projection are spread over a fixed number of lanes by the hash of their id.

export interface Lane {
  readonly projection: string;
  readonly lane: number;
}

/** `order.0`: the lane as one word, in keys, job ids, logs and metrics. */
export function laneName({ projection, lane }: Lane): string {
  return `${projection}.${lane}`;
}

/** All lanes of a projection, in the order of their index. */
export function lanesOf({ name, lanes }: { readonly name: string; readonly lanes: number }): readonly Lane[] {
  return Array.from({ length: lanes }, (_, lane) => ({ projection: name, lane }));
}

/** FNV-1a over UTF-16 units: stable over processes and versions, which is all that is asked of it. */
export function laneOf(documentId: string, lanes: number): number {
  if (lanes === 1) return 0;
  let hash = 0x811c9dc5;
  for (let index = 0; index < documentId.length; index += 1) {
    hash = Math.imul(hash ^ documentId.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % lanes;
}
