// What was revoked before its end: one token by its `jti`, or all tokens of a caller by their `sub`.

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
