// Settings of access: whose tokens are believed, what signs our own, and under which names browsers find the server.
import { z } from 'zod';
import { DEVELOPMENT_DATA_KEY } from '../model/personal.ts';
import { addresses, listed, secretKeys, whole } from './setting-values.ts';

const AccessEnvironment = z.object({
  TOKEN_KEYS: secretKeys,
  DATA_KEYS: secretKeys,
  AUTH_JWT_SECRET: z.string().min(32, 'must have at least 32 characters: openssl rand -base64 48').optional(),
  AUTH_JWKS_URL: addresses(/^https?$/, 'https://issuer.example/.well-known/jwks.json'),
  AUTH_ISSUER: listed,
  AUTH_AUDIENCE: z.string().optional(),
  AUTH_ROLES_CLAIM: z.string().default('roles'),
  ALLOWED_HOSTS: listed,
  OPERATIONS_PORT: whole(0, 65_535, 0).removeDefault().optional(),
});

export const ACCESS_SETTINGS = AccessEnvironment.shape;

type AccessEnvironment = z.infer<typeof AccessEnvironment>;

export interface AuthSettings {
  readonly key:
    | { readonly kind: 'secret'; readonly secret: string }
    /** Where there are several, each is of the issuer at its place. */
    | { readonly kind: 'jwks'; readonly urls: readonly string[] };
  /** Any if there are none. */
  readonly issuers: readonly string[];
  readonly audience: string | undefined;
  /** Name of the claim that holds a caller's roles. */
  readonly rolesClaim: string;
}

export interface AccessSettings {
  readonly auth: AuthSettings | undefined;
  /** What signs tokens and cursors: the first one signs, all are accepted. */
  readonly tokenKeys: readonly string[];
  /** What wraps the keys of personal fields: the first one wraps, all unwrap. */
  readonly dataKeys: readonly string[];
  /** Whether they are a secret, and not those of development. */
  readonly hasDataKeys: boolean;
  /** Names by which browsers may call where nobody has to show who it is, beside those of this machine. */
  readonly allowedHosts: readonly string[];
  /** Where an API answers operators, beside its port; nowhere if not set. */
  readonly operationsPort: number | undefined;
}

/** Known to everybody, and the same in every process: what it signs is only told from mistakes. */
const DEVELOPMENT_KEY = 'slipstream development, signs nothing that matters';

type OfProcess = AccessEnvironment & { readonly NODE_ENV: string };

export const accessSettingsOf = (env: OfProcess): AccessSettings => ({
  auth: toAuth(env),
  tokenKeys: Object.freeze(env.TOKEN_KEYS ?? [env.AUTH_JWT_SECRET ?? DEVELOPMENT_KEY]),
  dataKeys: Object.freeze(env.DATA_KEYS ?? [standIn(env) ?? DEVELOPMENT_DATA_KEY]),
  hasDataKeys: (env.DATA_KEYS ?? standIn(env)) !== undefined,
  allowedHosts: Object.freeze(env.ALLOWED_HOSTS),
  operationsPort: env.OPERATIONS_PORT,
});

/** What wraps the keys of personal fields in production where nothing else is named. */
const standIn = ({ NODE_ENV, AUTH_JWT_SECRET }: OfProcess): string | undefined =>
  NODE_ENV === 'production' ? AUTH_JWT_SECRET : undefined;

/** What should not stay as it is in production. */
export function accessNotes(env: OfProcess): readonly string[] {
  const { NODE_ENV, AUTH_JWT_SECRET, AUTH_AUDIENCE, DATA_KEYS } = env;
  if (NODE_ENV !== 'production' || AUTH_JWT_SECRET === undefined) return [];
  return [
    ...(AUTH_AUDIENCE === undefined ? [NO_AUDIENCE] : []),
    ...(DATA_KEYS === undefined ? [NO_DATA_KEYS] : []),
  ];
}

const NO_AUDIENCE =
  'AUTH_AUDIENCE is not set: a token that the same secret has signed for another service is accepted here too.';
const NO_DATA_KEYS =
  'DATA_KEYS is not set: personal fields rest on AUTH_JWT_SECRET, and could not be read once that is another one. Set DATA_KEYS to ' +
  'the same text before you change it.';

function toAuth(env: AccessEnvironment): AuthSettings | undefined {
  const names = {
    issuers: Object.freeze(env.AUTH_ISSUER),
    audience: env.AUTH_AUDIENCE,
    rolesClaim: env.AUTH_ROLES_CLAIM,
  };
  if (env.AUTH_JWKS_URL !== undefined) {
    const key = Object.freeze({ kind: 'jwks', urls: Object.freeze(env.AUTH_JWKS_URL) } as const);
    return Object.freeze({ key, ...names });
  }
  if (env.AUTH_JWT_SECRET !== undefined) {
    const key = Object.freeze({ kind: 'secret', secret: env.AUTH_JWT_SECRET } as const);
    return Object.freeze({ key, ...names });
  }
  return undefined;
}
