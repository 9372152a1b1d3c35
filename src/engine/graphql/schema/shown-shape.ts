// One shape of read models in the schema: what modules show of it, and what that adds.
import type { Projection } from '../../definitions/projection.ts';
import type { Signing } from '../signer.ts';
import type { Builder } from './builder.ts';
import type { ConnectionTypes } from './connections.ts';
import type { ConsistencyRef } from './consistency.ts';
import type { InputTypes } from './input-types.ts';
import type { LeafTypes } from './leaf-types.ts';
import type { OutputTypes } from './output-types.ts';

/** What the fields of a schema are made with. */
export interface SchemaParts {
  readonly builder: Builder;
  readonly outputs: OutputTypes;
  readonly inputs: InputTypes;
  readonly leaves: LeafTypes;
  readonly connectionOf: ConnectionTypes;
  /** Names of the fields of a document that show a rank. */
  readonly rankFieldsOf: (projection: Projection) => readonly string[];
  readonly consistency: ConsistencyRef;
  /** How cursors go out and come in. */
  readonly cursors: Signing;
}

export interface ShownShape<Author> {
  /** What authors call. */
  readonly author: Author;
  /** What has been shown so far. */
  shown(): ShownParts;
  /** Throws BAD_DEFINITION for what can't be shown so. */
  check?(): void;
  add(parts: SchemaParts): void;
}

export interface ShownParts {
  readonly projections: readonly Projection[];
  /** Whether they are shown as the documents of others, where these are shown. */
  readonly areOfOthers?: true;
  readonly queries: readonly string[];
  readonly subscriptions: readonly string[];
  /** Types whose fields are those of a document, by their names. */
  readonly entries?: ReadonlyMap<string, Projection>;
}
