// Revocations of tokens before their end, and the port of their store: one token by its `jti`, or all of a caller by
// their `sub`.

export interface Revocation {
  readonly kind: 'token' | 'caller';
  readonly id: string;
  /** Until when, in milliseconds since 1970. */
  readonly until: number;
}

export interface RevocationStore {
  /** The later end holds where it is revoked already. */
  add(revocation: Revocation): Promise<void>;
  /** Those that hold now. */
  all(): Promise<readonly Revocation[]>;
}
