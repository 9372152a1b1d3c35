// Faults of a Redis, in words for whoever set its address.

export interface RedisFault {
  /** What was found and the remedy; nothing secret. */
  readonly text: string;
  /** Whether it may pass by itself: a server that is away, or still loads its files. */
  readonly mayPass: boolean;
}

const OLDEST = { major: 6, minor: 2 };

/** By its own word, as INFO gives it: one that no lane could be kept in. */
export function faultOfServer(info: string): RedisFault | undefined {
  const facts = new Map([...info.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name, value]) => [name, value]));
  const fault = (text: string): RedisFault => ({ text, mayPass: false });
  if (facts.get('cluster_enabled') === '1' || facts.get('redis_mode') === 'cluster') {
    return fault(
      'this is a Redis Cluster, which is not supported yet: name a single server (replicas and Sentinel beside it do no harm).',
    );
  }
  if (facts.get('redis_mode') === 'sentinel') {
    return fault('this is a Sentinel, which keeps no data: name the server that it watches.');
  }
  if (facts.get('role') === 'slave') {
    return fault('this is a replica, which takes no writes: name its primary.');
  }
  // Valkey goes on with the versions of Redis under this name.
  const version = facts.get('redis_version') ?? '';
  const [, major = NaN, minor = NaN] = (/^(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
    return fault(`this is Redis ${version}; it must be ${OLDEST.major}.${OLDEST.minor} or newer, or Valkey.`);
  }
  return undefined;
}

const ABOUT_THE_SERVER: readonly (readonly [RegExp, string, boolean])[] = [
  [
    /^NOAUTH/,
    'wants a password and was given none: put it into the address, redis://:password@host:6379.',
    false,
  ],
  [/^(WRONGPASS|ERR invalid password)/, 'does not take this user and password: correct them.', false],
  [
    /^ERR.*(DB index|SELECT is not allowed)/,
    'does not have the database that the path of the address names: leave it out, or name one that is there.',
    false,
  ],
  [/^LOADING/, 'still loads its files.', true],
  [/^MASTERDOWN/, 'is a replica that does not reach its primary: name the primary.', true],
  [/^OOM/, 'has used all of its maxmemory and refuses writes: give it more.', true],
  [/^MISCONF/, 'can not save to its disk and refuses writes: look at its log.', true],
  [/^READONLY/, 'takes no writes, as a replica does: name its primary.', false],
  [
    /^(MOVED|ASK|CROSSSLOT|CLUSTERDOWN)/,
    'is a node of a Redis Cluster, which is not supported yet: name a single server.',
    false,
  ],
  [/^NOPERM/, 'does not let this user in: correct its rights (ACL GETUSER shows them).', false],
];

const ABOUT_THE_WAY: Readonly<Record<string, readonly [text: string, mayPass: boolean]>> = {
  ECONNREFUSED: ['nothing listens there: start Redis, or correct host and port.', true],
  ENOTFOUND: ['there is no such host: correct the name.', false],
  EAI_AGAIN: ['the name of the host can not be looked up at present.', true],
  ETIMEDOUT: [
    'it does not answer: correct host and port, look at firewalls, and at rediss:// (with TLS) or redis:// (without).',
    true,
  ],
  EHOSTUNREACH: ['there is no way to this host.', true],
  ENETUNREACH: ['there is no way to this host.', true],
  ECONNRESET: ['it broke the connection off: look at rediss:// (with TLS) or redis:// (without).', true],
};

/** From the error with which a connection, or the first command on it, ended. */
export function whyNotReached(error: unknown, { hostname, port }: URL): RedisFault {
  const where = `${hostname || 'localhost'}:${port || '6379'}`;
  const message = error instanceof Error ? error.message : String(error);
  for (const [pattern, text, mayPass] of ABOUT_THE_SERVER) {
    if (pattern.test(message)) return { text: `the Redis at ${where} ${text}`, mayPass };
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = ABOUT_THE_WAY[code];
  if (known) return { text: `${where} is not reached (${code}): ${known[0]}`, mayPass: known[1] };
  if (/TLS|SSL|certificate|CERT/i.test(`${code} ${message}`)) {
    return {
      text: `${where}: the certificate is not trusted, or this is no TLS (${code || 'TLS'}).`,
      mayPass: false,
    };
  }
  // The name of an error is enough where nobody knows what its message quotes.
  const silent = /Connection is closed|timed out/.test(message);
  const why = silent
    ? 'it does not answer as a Redis does'
    : (/^[A-Z]{2,}/.exec(message)?.[0] ?? (code || 'unknown'));
  return { text: `${where} can not be used (${why}): correct the address.`, mayPass: silent };
}
