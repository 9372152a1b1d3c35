// Reasons why a database is not reached, in words for whoever set its address.
import { readDatabaseUrl, userOf } from './database-url.ts';

export interface DatabaseFault {
  /** What was found and the remedy; nothing secret. */
  readonly text: string;
  /** Whether it may pass by itself: a server that is away or is still starting. */
  readonly mayPass: boolean;
}

interface Place {
  readonly where: string;
  readonly database: string;
  readonly user: string;
}

type Explanation = readonly [text: (place: Place) => string, mayPass: boolean];

/** By the code of the operating system, of TLS, or the SQLSTATE. */
const BY_CODE: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: [
    ({ where }) => `nothing listens at ${where}: start PostgreSQL there, or correct host and port.`,
    true,
  ],
  ENOTFOUND: [({ where }) => `there is no host of ${where}: correct the name.`, false],
  EAI_AGAIN: [({ where }) => `the name of the host of ${where} can not be looked up at present.`, true],
  ETIMEDOUT: [({ where }) => `${where} does not answer: correct host and port, and look at firewalls.`, true],
  EHOSTUNREACH: [({ where }) => `there is no way to ${where}.`, true],
  ENETUNREACH: [({ where }) => `there is no way to ${where}.`, true],
  ECONNRESET: [({ where }) => `${where} broke the connection off: is it a PostgreSQL?`, true],
  ENOENT: [({ where }) => `the socket or a certificate of ${where} is not there: correct the path.`, false],
  '28P01': [
    ({ user }) => `the password of user ${user} is not the right one: correct user and password.`,
    false,
  ],
  '28000': [
    ({ user }) => `the server does not let user ${user} in: correct the user, or its pg_hba.conf.`,
    false,
  ],
  '3D000': [
    ({ database }) =>
      `there is no database ${database}: make it (createdb ${database}), or correct the name.`,
    false,
  ],
  '42501': [({ user }) => `user ${user} may not do this: GRANT it the rights.`, false],
  '53300': [
    ({ where }) =>
      `${where} has no connection left: lower DATABASE_POOL_COMMANDS and DATABASE_POOL_PROJECTIONS, or raise its max_connections.`,
    true,
  ],
  '57P03': [({ where }) => `the server at ${where} is starting or stopping.`, true],
  '57014': [
    ({ where }) => `the server at ${where} gave up a trivial statement: look at its statement_timeout.`,
    true,
  ],
};

const BY_MESSAGE: readonly (readonly [RegExp, Explanation])[] = [
  [
    /timeout/i,
    [({ where }) => `${where} does not answer: correct host and port, and look at firewalls.`, true],
  ],
  [
    /does not support SSL/,
    [({ where }) => `${where} speaks no TLS: write sslmode=disable, or switch it on there.`, false],
  ],
  [
    /client password must be a string/,
    [({ user }) => `user ${user} needs a password, and the address has none.`, false],
  ],
  [
    /certificate|self-signed|altname/i,
    [
      ({ where }) =>
        `the certificate of ${where} is not trusted: name its authority by sslrootcert=, or write sslaccept=accept_invalid_certs to trust any.`,
      false,
    ],
  ],
  [
    /Connection terminated|socket hang up/,
    [({ where }) => `${where} broke the connection off: is it a PostgreSQL?`, true],
  ],
];

export function whyNotReached(error: unknown, databaseUrl: string): DatabaseFault {
  const message = error instanceof Error ? error.message : '';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const place = placeOf(databaseUrl);
  const [text, mayPass] = BY_CODE[code] ??
    BY_MESSAGE.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1] ?? [
      ({ where }: Place) => `${where} can not be used (${code || 'unknown'}): correct the address.`,
      false,
    ];
  return { text: text(place), mayPass };
}

function placeOf(databaseUrl: string): Place {
  const url = new URL(readDatabaseUrl(databaseUrl).connectionString);
  const host = url.searchParams.get('host') ?? (decodeURIComponent(url.hostname) || 'localhost');
  return {
    where: `${host}:${url.searchParams.get('port') ?? (url.port || '5432')}`,
    database: decodeURIComponent(url.pathname.slice(1)) || 'of the user’s name',
    user: userOf(databaseUrl) ?? 'of the system’s name',
  };
}
