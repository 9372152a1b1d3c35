// Documents as tests see them: typed, with the engine's part, and exactly of the shape that their definition says.
import { deepStrictEqual, fail } from 'node:assert';
import { documentSchema, type DocumentDefinition, type DocumentOf } from '../shapes/document/declare.ts';
import type { Projection } from '../definitions/projection.ts';
import type { StoredDocument } from '../model/documents.ts';
import type { ShownBody } from '../model/services.ts';

export type Projected<Definition> = DocumentOf<Definition> & {
  readonly id: string;
  readonly version: number;
  readonly position: string;
};

type Unchecked = Pick<StoredDocument, 'id' | 'version' | 'position'> & { readonly body: ShownBody | null };

/** Nothing for a document that was removed. Throws if its shape is not the schema's. */
export function projected<Definition extends DocumentDefinition>(
  { name, document: definition }: Projection<string, Definition>,
  { id, version, position, body }: Unchecked,
): Projected<Definition> | undefined {
  if (body === null) return undefined;
  const { data: document, error } = documentSchema(definition).safeParse(body);
  if (error) {
    const why = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    fail(`${name} makes a document ${id} that is no ${definition.name}: ${why}`);
  }
  deepStrictEqual(document, body, `Document ${id} holds what its schema does not know.`);
  return { ...document, id, version, position };
}

/** By id, without those that were removed. */
export function projectedAll<Definition extends DocumentDefinition>(
  projection: Projection<string, Definition>,
  documents: Iterable<StoredDocument>,
): ReadonlyMap<string, Projected<Definition>> {
  return new Map(
    [...documents].flatMap((stored) => {
      const document = projected(projection, stored);
      return document ? [[stored.id, document]] : [];
    }),
  );
}
