// The caller of a request: made once for each, from a verified token or from the lack of one.

/** Of reactions; no token can claim it. */
export const SYSTEM_ROLE = 'system';
/** Of whoever shows no token. */
export const ANONYMOUS_ROLE = 'anonymous';
export const OPERATOR_ROLE = 'operator';

/** What principals of the command line begin with: no token can claim one. */
export const CLI_PRINCIPAL = 'cli:';

export interface Caller {
  readonly principal: string;
  /** What it may do beside what everybody may. */
  readonly roles: readonly string[];
  /** What its token says of it, as the system's `caller.claims` has it. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** When its token ends, in milliseconds since 1970; it does not if omitted. */
  readonly expiresAt?: number | undefined;
  /** `jti` of its token. */
  readonly tokenId?: string | undefined;
  /** Calls back once, if its token is revoked; what it answers calls that off. */
  readonly onRevoked?: ((listener: () => void) => () => void) | undefined;
  /** Nobody has to show who it is, or the process itself asks: every rule lets it. */
  readonly isTrusted?: true;
}

/** Where no authentication is configured: only people at this machine can call. */
export const ANYBODY: Caller = {
  principal: 'anonymous',
  roles: [OPERATOR_ROLE],
  claims: {},
  isTrusted: true,
};

/** Of a request without a token, where there is authentication. */
export const STRANGER: Caller = { principal: 'anonymous', roles: [ANONYMOUS_ROLE], claims: {} };

export const isStranger = ({ roles }: Pick<Caller, 'roles'>): boolean => roles.includes(ANONYMOUS_ROLE);

/** @param principal of the reaction that answers. */
export const systemCaller = (principal: string): Caller => ({
  principal,
  roles: [SYSTEM_ROLE],
  claims: {},
});
