// Generation id: which code filled a generation, over how many lanes it spreads documents, and which indexes it keeps. So
// old and new workers never write the same keys, and no reader takes a gap for an absence where it can't be one.
import type { Generation } from './lane-state.ts';

interface Filled {
  readonly foldId: string;
  readonly lanes: number;
  readonly indexes: readonly { readonly signature: string }[];
}

/** `<fold id>.<lanes>.<random>.<signatures, joined by -, or 0>` */
export function newGeneration({ foldId, lanes, indexes }: Filled): string {
  return `${foldId}.${lanes}.${crypto.randomUUID().slice(-12)}.${indexes.map(({ signature }) => signature).join('-') || '0'}`;
}

export function foldIdOf(generation: string): string {
  return generation.slice(0, generation.indexOf('.'));
}

/** Ids of code that did not say it are believed to have what is asked for. */
export function hasIndex(generation: string, signature: string): boolean {
  const indexes = generation.split('.')[3];
  return indexes === undefined || indexes.split('-').includes(signature);
}

/** What the generation is to a reader who takes documents to be spread over so many lanes: if it is another number, a gap is no absence. */
export function stateFor(lanes: number, { id, state }: Generation): Generation['state'] {
  const [, spreadOver, random] = id.split('.');
  return random === undefined || spreadOver === String(lanes) ? state : 'filling';
}
