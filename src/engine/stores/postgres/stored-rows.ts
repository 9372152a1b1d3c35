// Rows of the tables as the words of the model.
import type { StoredDocument } from '../../model/documents.ts';
import type { Generation } from '../../model/lane-state.ts';
import { decodeBody, decodeGeneration } from '../stored-texts.ts';

export interface DocumentRow {
  readonly id: string;
  /** As text: a BIGINT is no number. */
  readonly position: string;
  readonly version: number;
  readonly body: string;
}

export function storedDocument({ id, position, version, body }: DocumentRow): StoredDocument {
  return { id, version, position, ...decodeBody(body) };
}

/** Throws CORRUPT_STORE on a state that is none. */
export function storedGeneration(id: string, state: string | null): Generation {
  return decodeGeneration(`${id}|${state}`);
}
