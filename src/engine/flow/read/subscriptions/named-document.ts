// A document with its name in this process: one string, made once, because it is looked up with every notice.
import type { DocumentKey } from '../../../model/documents.ts';

export interface NamedDocument extends DocumentKey {
  readonly name: string;
}

export const nameOf = ({ projection, id }: DocumentKey) => `${projection}/${id}`;
