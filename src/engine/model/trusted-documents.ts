// Trusted documents: GraphQL documents that clients may name by an id, and the places that keep their texts.

/** As ids may be stored and asked for. https://github.com/graphql/graphql-over-http, appendix A */
export const DOCUMENT_ID = /^[\w.~:-]{1,128}$/;

/** As a hash is written, and an id that is one. */
export const SHA_256 = /^[0-9a-f]{64}$/;

export interface TrustedDocument {
  readonly id: string;
  /** SHA-256 of the text. */
  readonly hash: string;
  readonly text: string;
}

/** Those that an operator has stored. */
export interface StoredTexts {
  /** By id, and else by hash; what is not stored is left out. Throws STORE_UNAVAILABLE and STORE_FAILED. */
  read(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Those that clients have registered, for all processes; any of them may be forgotten at any time. */
export interface SharedTexts {
  /** What is kept there under these hashes, whatever it is; nothing while the place is away. Never rejects. */
  read(hashes: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Does not wait, and does nothing if it can't. */
  keep(hash: string, text: string): void;
}
