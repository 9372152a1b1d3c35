// Facts of a schema that a normalized cache has to know, as data: `npm run client-config` writes them.

/** By name: of a type, or of a field. */
export type ByName<T> = Readonly<Record<string, T>>;

/** A field that is one document; `by` is the argument with its id, absent where there is only one document. */
export interface DocumentFact {
  readonly kind: 'document';
  readonly type: string;
  readonly by?: string;
}
