// Settings: the environment as one frozen value. All faults are reported at once, each with what to do, and no secret
// is ever printed. Nothing else reads the environment.
import { inspect } from 'node:util';
import { z } from 'zod';
import type { PayloadsShown } from '../model/operations-records.ts';
import { BREAKER_LIMITS, type BreakerLimits } from '../model/parking-breaker.ts';
import { STORE_NAME } from '../model/store-keys.ts';
import { ACCESS_SETTINGS, accessNotes, accessSettingsOf, type AccessSettings } from './access-settings.ts';
import { combinedFaults } from './combined-faults.ts';
import { readOrigins } from './http/origins.ts';
import { hostOf } from './host-setting.ts';
import { LIMIT_SETTINGS, limitSettingsOf, type LimitSettings } from './limit-settings.ts';
import { maskPassword } from './mask-password.ts';
import { choice, postgres, processes, redis, whole } from './setting-values.ts';

export interface Settings extends AccessSettings, LimitSettings {
  readonly environment: 'development' | 'test' | 'production';
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Without one, `dev` starts an embedded PostgreSQL; everything else refuses to start. */
  readonly databaseUrl: string | undefined;
  /** Of the owner of the tables, for what changes them; that of the server if not set. */
  readonly databaseOwnerUrl: string | undefined;
  /** Queues. Without one, `dev` starts a Redis; everything else refuses to start. */
  readonly redisUrl: string | undefined;
  /** Documents. */
  readonly readModelRedisUrl: string | undefined;
  /** What the store's keys in Redis carry; the name that was made with the database if not set. */
  readonly storeName: string | undefined;
  /** How many processes a role runs as. */
  readonly processes: number;
  /** Connections to the database per process. */
  readonly pool: { readonly commands: number; readonly projections: number };
  readonly logLevel: LogLevel;
  /** Origins from which browsers may call; `*` for all. */
  readonly corsOrigins: readonly string[];
  /** Whether a proxy in front says at which address browsers see the server. */
  readonly trustProxy: boolean;
  /** Whether clients may name documents by their ids, and whether they may send any other. */
  readonly trustedDocuments: 'off' | 'accepted' | 'only';
  /** How operators see payloads of events and commands, and documents. */
  readonly operationsPayloads: PayloadsShown;
  /** How long an event may wait to be folded before that counts as a breach, in milliseconds. */
  readonly lagSlaMs: number;
  /** Documents that a worker holds against the events in a second; 0 for none. */
  readonly auditPerSecond: number;
  /** So many documents of a lane, and such a share of those changed, are parked in a minute at most. */
  readonly breaker: Pick<BreakerLimits, 'most' | 'share'>;
  /** Whether spans are made, for the SDK of OpenTelemetry that the operator registers. */
  readonly tracing: boolean;
  /** Where a worker answers `/health`, `/ready` and `/metrics`; nowhere if not set. */
  readonly workerPort: number | undefined;
  /** The most of the heap of a worker that runs in a thread, in megabytes; as Node decides if not set. */
  readonly workerHeapMb: number | undefined;
  /** What was set and has no effect, and why; and what else should not stay as it is. */
  readonly notes: readonly string[];
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LEVELS)[number];

export class SettingsInvalid extends Error {
  readonly code = 'CONFIG_INVALID';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The configuration is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

const Environment = z.object({
  NODE_ENV: choice(['development', 'test', 'production'], 'development'),
  HOST: z.string().optional(),
  PORT: whole(0, 65_535, 4000),
  DATABASE_URL: postgres,
  DATABASE_OWNER_URL: postgres,
  REDIS_URL: redis,
  READ_MODEL_REDIS_URL: redis,
  STORE_NAME: z.string().regex(STORE_NAME, 'must be 1 to 32 of a-z, 0-9 and inner hyphens').optional(),
  PROCESSES: processes,
  DATABASE_POOL_COMMANDS: whole(1, 1_000, 10),
  DATABASE_POOL_PROJECTIONS: whole(1, 1_000, 5),
  LAG_SLA_MS: whole(1, 3_600_000, 500),
  AUDIT_PER_SECOND: whole(0, 100_000, 1000),
  PARKED_MOST: whole(1, 1_000_000, BREAKER_LIMITS.most),
  PARKED_PERCENT: whole(0, 100, 100 * BREAKER_LIMITS.share),
  WORKER_PORT: whole(0, 65_535, 0).removeDefault().optional(),
  WORKER_HEAP_MB: whole(64, 1_000_000, 64).removeDefault().optional(),
  LOG_LEVEL: z.enum(LEVELS, { error: `must be one of ${LEVELS.join(', ')}` }).optional(),
  CORS_ORIGINS: z.string().transform(readOrigins).default([]),
  TRUST_PROXY: choice(['true', 'false'], 'false'),
  TRACING: choice(['true', 'false'], 'false'),
  ...LIMIT_SETTINGS,
  TRUSTED_DOCUMENTS: choice(['off', 'accepted', 'only'], 'accepted'),
  OPERATIONS_PAYLOADS: z
    .enum(['shown', 'masked', 'hidden'], { error: 'must be one of shown, masked, hidden' })
    .optional(),
  ...ACCESS_SETTINGS,
});

type Environment = z.infer<typeof Environment>;

interface Given {
  /** Where LOG_LEVEL is not set. */
  readonly logLevel?: LogLevel;
  /** Wins over PROCESSES. */
  readonly processes?: string | undefined;
}

/** Reads and checks everything; throws one `SettingsInvalid` that names each fault. Blank counts as not set. */
export function loadSettings(env: Env = process.env, given: Given = {}): Settings {
  const { settings, faults } = readSettings(env, given);
  if (settings === undefined || faults.length > 0) throw new SettingsInvalid(faults);
  return settings;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The same for who looks at faults: settings are there if each value can be read. */
export function readSettings(
  env: Env = process.env,
  { logLevel = 'info', processes }: Given = {},
): { readonly settings: Settings | undefined; readonly faults: readonly string[] } {
  const set = Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== '');
  const values = {
    ...Object.fromEntries(set),
    ...(processes === undefined ? {} : { PROCESSES: processes }),
  };
  const { data, error } = Environment.safeParse(values);
  const faults = [
    ...(error?.issues ?? []).map((issue) => `${issue.path.join('.')} ${issue.message}`),
    ...combinedFaults(values),
  ];
  const settings = data && printable(toConfig({ ...data, LOG_LEVEL: data.LOG_LEVEL ?? logLevel }));
  return { settings, faults };
}

/** For programs that start no servers of their own: the configuration, or a fault if it does not name them. */
export function requireServers(config: Settings): Settings & {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly readModelRedisUrl: string;
} {
  const { databaseUrl, redisUrl, readModelRedisUrl } = config;
  const advice = 'is not set; name the server, or use "npm run dev", which starts its own';
  if (databaseUrl === undefined || redisUrl === undefined || readModelRedisUrl === undefined) {
    throw new SettingsInvalid([
      ...(databaseUrl === undefined ? [`DATABASE_URL ${advice}`] : []),
      ...(redisUrl === undefined ? [`REDIS_URL ${advice}`] : []),
    ]);
  }
  return printable({ ...config, databaseUrl, redisUrl, readModelRedisUrl });
}

export type ServedSettings = ReturnType<typeof requireServers>;

/** For programs that need the database alone: its address, or a fault if it is not named. */
export function requireDatabase({ databaseUrl }: Pick<Settings, 'databaseUrl'>): string {
  if (databaseUrl !== undefined) return databaseUrl;
  throw new SettingsInvalid([
    'DATABASE_URL is not set; name the database, such as postgresql://localhost:5432/slipstream',
  ]);
}

/** For programs that change the tables. */
export function requireOwner(settings: Pick<Settings, 'databaseUrl' | 'databaseOwnerUrl'>): string {
  return settings.databaseOwnerUrl ?? requireDatabase(settings);
}

function toConfig(env: Environment & { readonly LOG_LEVEL: LogLevel }): Settings {
  const host = hostOf(env);
  return {
    environment: env.NODE_ENV,
    host: host.name,
    port: env.PORT,
    databaseUrl: env.DATABASE_URL,
    databaseOwnerUrl: env.DATABASE_OWNER_URL,
    redisUrl: env.REDIS_URL,
    readModelRedisUrl: env.READ_MODEL_REDIS_URL ?? env.REDIS_URL,
    storeName: env.STORE_NAME,
    processes: env.PROCESSES,
    pool: Object.freeze({ commands: env.DATABASE_POOL_COMMANDS, projections: env.DATABASE_POOL_PROJECTIONS }),
    logLevel: env.LOG_LEVEL,
    corsOrigins: Object.freeze(env.CORS_ORIGINS),
    trustProxy: env.TRUST_PROXY === 'true',
    ...accessSettingsOf(env),
    ...limitSettingsOf(env),
    trustedDocuments: env.TRUSTED_DOCUMENTS,
    operationsPayloads: env.OPERATIONS_PAYLOADS ?? (env.NODE_ENV === 'production' ? 'masked' : 'shown'),
    lagSlaMs: env.LAG_SLA_MS,
    auditPerSecond: env.AUDIT_PER_SECOND,
    breaker: { most: env.PARKED_MOST, share: env.PARKED_PERCENT / 100 },
    tracing: env.TRACING === 'true',
    workerPort: env.WORKER_PORT,
    workerHeapMb: env.WORKER_HEAP_MB,
    notes: Object.freeze([...host.notes, ...accessNotes(env)]),
  };
}

// Logging the configuration, on purpose or as part of something else, shows its masked form. A copy made by spreading
// is not masked until it has gone through `requireServers`.
function printable<T extends Settings>(config: T): T {
  const masked = (): unknown => maskSecrets(config);
  const whenPrinted = { enumerable: false, value: masked };
  return Object.freeze(
    Object.defineProperties({ ...config }, { toJSON: whenPrinted, [inspect.custom]: whenPrinted }),
  );
}

function maskSecrets(config: Settings): unknown {
  const { databaseUrl, databaseOwnerUrl, redisUrl, readModelRedisUrl, auth, tokenKeys, dataKeys } = config;
  return {
    ...config,
    tokenKeys: tokenKeys.map(() => '***'),
    dataKeys: dataKeys.map(() => '***'),
    databaseUrl: maskPassword(databaseUrl),
    databaseOwnerUrl: maskPassword(databaseOwnerUrl),
    redisUrl: maskPassword(redisUrl),
    readModelRedisUrl: maskPassword(readModelRedisUrl),
    auth: auth?.key.kind === 'secret' ? { ...auth, key: { kind: 'secret', secret: '***' } } : auth,
  };
}
