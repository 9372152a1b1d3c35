// A generation's id tells which code filled it, so that old and new workers never write the same keys.
import { randomBytes } from 'node:crypto';

export function newGeneration(codeHash: string): string {
  return `${codeHash}.${randomBytes(6).toString('hex')}`;
}

export function codeHashOf(generation: string): string {
  return generation.slice(0, generation.lastIndexOf('.'));
}
