// A generation's id tells which code filled it, so that old and new workers never write the same keys, and over how many
// lanes that code spreads documents, so that no reader looks for one in a lane where it can't be.
import type { Generation } from './documents.ts';

export function newGeneration({
  codeHash,
  lanes,
}: {
  readonly codeHash: string;
  readonly lanes: number;
}): string {
  return `${codeHash}.${lanes}.${crypto.randomUUID().slice(-12)}`;
}

export function codeHashOf(generation: string): string {
  return generation.slice(0, generation.indexOf('.'));
}

/**
 * What the generation is to a reader who takes documents to be spread over so many lanes: if it is another number, a gap
 * is no absence. An id of earlier code does not say the number, and is believed.
 */
export function stateFor(lanes: number, { id, state }: Generation): Generation['state'] {
  const [, spreadOver, random] = id.split('.');
  return random === undefined || spreadOver === String(lanes) ? state : 'filling';
}
