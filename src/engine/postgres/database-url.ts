// The address of a database as people write it, Prisma's own parameters included: read once, so that migrations, pools
// and checks mean the same by it.

export interface DatabaseAddress {
  /** For the driver: without the parameters that only we know. */
  readonly connectionString: string;
  /** The only one that names are looked up in, if the address names one. */
  readonly schema: string | undefined;
  /** Connections at most, of each pool. */
  readonly poolSize: number | undefined;
  readonly connectTimeoutMs: number | undefined;
  readonly statementTimeoutMs: number | undefined;
  /** Whether a pooler hands out another session for each transaction, so that no setting of a session lasts. */
  readonly pooled: boolean;
  /** What can't be honoured; the address must not be used. */
  readonly faults: readonly string[];
  /** What has no effect. */
  readonly notes: readonly string[];
}

/** Those of Prisma that change nothing here. */
const WITHOUT_EFFECT = new Map([
  ['statement_cache_size', 'no statements are kept'],
  ['max_idle_connection_lifetime', 'idle connections are closed after ten seconds'],
  ['max_connection_lifetime', 'connections live as long as they are used'],
]);
const OURS = [
  ...['schema', 'connection_limit', 'connect_timeout', 'pool_timeout', 'socket_timeout', 'pgbouncer'],
  ...['sslaccept', 'sslidentity', 'sslpassword', ...WITHOUT_EFFECT.keys()],
];
/** Of the driver. */
const KNOWN = new Set([
  ...OURS,
  ...['host', 'port', 'user', 'password', 'db', 'encoding', 'client_encoding', 'application_name'],
  ...['fallback_application_name', 'options', 'ssl', 'sslmode', 'sslcert', 'sslkey', 'sslrootcert'],
  ...['sslnegotiation', 'uselibpqcompat', 'channel_binding', 'statement_timeout', 'lock_timeout'],
  ...['idle_in_transaction_session_timeout', 'query_timeout', 'keepalives', 'target_session_attrs'],
]);
const SSL_MODES = new Set(['disable', 'require', 'verify-ca', 'verify-full', 'no-verify']);

/** The role that an address names; undefined if it leaves that to the system. */
export function userOf(databaseUrl: string): string | undefined {
  const url = new URL(databaseUrl);
  return decodeURIComponent(url.username) || url.searchParams.get('user') || undefined;
}

/** Throws for what is no URL at all. */
export function readDatabaseUrl(databaseUrl: string): DatabaseAddress {
  const url = new URL(databaseUrl);
  const parameters = new Map(url.searchParams);
  const faults = faultsOf(parameters);
  const notes = notesOn(parameters);
  for (const name of OURS) url.searchParams.delete(name);
  const mode = sslModeOf(parameters);
  if (mode !== undefined) url.searchParams.set('sslmode', mode);
  const schema = parameters.get('schema');
  return {
    connectionString: url.href,
    schema,
    poolSize: positive(parameters.get('connection_limit')),
    connectTimeoutMs: milliseconds(parameters.get('connect_timeout') ?? parameters.get('pool_timeout')),
    statementTimeoutMs: milliseconds(parameters.get('socket_timeout')),
    pooled: parameters.get('pgbouncer') === 'true',
    faults,
    notes,
  };
}

function faultsOf(parameters: ReadonlyMap<string, string>): readonly string[] {
  const faults: string[] = [];
  const schema = parameters.get('schema');
  if (
    schema !== undefined &&
    (schema.trim() === '' || Buffer.byteLength(schema) > 63 || schema.includes('\0'))
  )
    faults.push('schema must be the name of a schema, of 1 to 63 bytes');
  if (schema !== undefined && /search_path/.test(parameters.get('options') ?? ''))
    faults.push('schema and a search_path in options are both there; keep one');
  for (const name of ['connection_limit', 'connect_timeout', 'pool_timeout', 'socket_timeout']) {
    const value = parameters.get(name);
    if (value !== undefined && !/^\d{1,5}$/.test(value)) faults.push(`${name} must be a whole number`);
  }
  const mode = parameters.get('sslmode');
  if (mode !== undefined && !SSL_MODES.has(mode))
    faults.push(
      `sslmode=${mode} can not be had, since nothing falls back to another mode: write one of ${[...SSL_MODES].join(', ')}`,
    );
  const accept = parameters.get('sslaccept');
  if (accept !== undefined && accept !== 'strict' && accept !== 'accept_invalid_certs')
    faults.push('sslaccept must be strict or accept_invalid_certs');
  if (parameters.has('sslidentity') || parameters.has('sslpassword'))
    faults.push(
      'sslidentity and sslpassword (PKCS 12) can not be read: name sslcert and sslkey as PEM files',
    );
  const bouncer = parameters.get('pgbouncer');
  if (bouncer !== undefined && bouncer !== 'true' && bouncer !== 'false')
    faults.push('pgbouncer must be true or false');
  return faults;
}

function notesOn(parameters: ReadonlyMap<string, string>): readonly string[] {
  const notes: string[] = [];
  for (const name of parameters.keys()) {
    const why = WITHOUT_EFFECT.get(name);
    if (why !== undefined) notes.push(`${name} has no effect: ${why}`);
    else if (!KNOWN.has(name)) notes.push(`${name} is not known here and has no effect`);
  }
  return notes;
}

/** `require` as the driver means it today, without its warning: the certificate is checked unless told otherwise. */
function sslModeOf(parameters: ReadonlyMap<string, string>): string | undefined {
  const mode = parameters.get('sslmode');
  if (mode === 'disable' || parameters.get('uselibpqcompat') === 'true') return mode;
  if (parameters.get('sslaccept') === 'accept_invalid_certs') return 'no-verify';
  return mode === 'require' || mode === 'verify-ca' ? 'verify-full' : mode;
}

const positive = (text: string | undefined): number | undefined => Number(text ?? 0) || undefined;

/** 0 means no limit to Prisma; here ours holds then. */
const milliseconds = (seconds: string | undefined): number | undefined => {
  const value = positive(seconds);
  return value && value * 1000;
};
