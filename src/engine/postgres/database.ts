// The connections to the database, behind Prisma. Each store or reader has a pool of its own, so that commands never
// wait for projections.
import { PrismaPg } from '@prisma/adapter-pg';
import type { PoolConfig } from 'pg';
import { openPool } from './pool.ts';
import { LIMITS } from '../model/limits.ts';
import type { Logger } from '../model/logger.ts';
import { PrismaClient, type Prisma } from './prisma/client.ts';
import { databaseError } from './database-errors.ts';
import { readDatabaseUrl } from './database-url.ts';
import { onConnect } from './session.ts';
import { statementName, type Sql } from './sql.ts';

export interface DatabaseOptions {
  /** With parameters as `readDatabaseUrl` knows them; what it says of these goes before what is said here. */
  readonly databaseUrl: string;
  /** Connections at most. */
  readonly poolSize?: number;
  /** How long to wait for a connection, and for the answer to one statement; then the server gives it up as well. */
  readonly connectTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
  readonly logger?: Logger;
}

export interface Queries {
  query<Row>(sql: Sql): Promise<readonly Row[]>;
}

/** A refused or broken statement throws a SlipstreamError: STORE_UNAVAILABLE or STORE_FAILED. */
export interface Database extends Queries {
  /** Several statements on one connection, all or none of them in force; none if `run` throws. */
  transaction<Result>(run: (queries: Queries) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Milliseconds until a connection must be free, and until all is done. */
const TRANSACTION = { isolationLevel: 'ReadCommitted', maxWait: 5_000, timeout: 10_000 } as const;

export function openDatabase(options: DatabaseOptions): Database {
  const { config, schema, pooled } = poolOf(options);
  const adapter = new PrismaPg(openPool(config), {
    disposeExternalPool: true,
    ...(schema === undefined ? {} : { schema }),
    // A pooler hands out another session each time.
    ...(pooled ? {} : { statementNameGenerator: ({ sql }) => statementName(sql) }),
    onPoolError: (error) => options.logger?.warn({ error }, 'database connection lost'),
  });
  const client = new PrismaClient({ adapter, errorFormat: 'minimal' });
  let closed = false;
  return {
    query: async <Row>(sql: Sql) => {
      // Prisma would connect again by itself.
      if (closed) throw databaseError(new Error('The database is closed.'), { sent: false });
      return queriesOn(client).query<Row>(sql);
    },
    transaction: async (run) => {
      if (closed) throw databaseError(new Error('The database is closed.'), { sent: false });
      let isComplete = false;
      const whole = async (transaction: Prisma.TransactionClient) => {
        const result = await run(queriesOn(transaction));
        isComplete = true;
        return result;
      };
      try {
        return await client.$transaction(whole, TRANSACTION);
      } catch (error) {
        // Until it is told to commit, nothing of it can be in force.
        throw databaseError(error, { sent: isComplete });
      }
    },
    close: async () => {
      closed = true;
      await client.$disconnect();
    },
  };
}

/** How much later than the server we give a statement up: its answer says that nothing of it is left. */
const SERVER_FIRST_MS = 500;

function poolOf({ databaseUrl, ...options }: DatabaseOptions) {
  const address = readDatabaseUrl(databaseUrl);
  const connectTimeoutMs = address.connectTimeoutMs ?? options.connectTimeoutMs ?? 5_000;
  const statementTimeoutMs = address.statementTimeoutMs ?? options.statementTimeoutMs ?? LIMITS.statementMs;
  const limits = { statementTimeoutMs, setUpTimeoutMs: connectTimeoutMs };
  const config: PoolConfig = {
    connectionString: address.connectionString,
    max: Math.min(options.poolSize ?? 5, address.poolSize ?? Infinity),
    connectionTimeoutMillis: connectTimeoutMs,
    // On the client's side too, so that a server that has vanished without a word is noticed.
    query_timeout: statementTimeoutMs + SERVER_FIRST_MS,
    keepAlive: true,
    application_name: options.applicationName ?? 'slipstream',
    onConnect: onConnect(address, limits),
  };
  return { config, schema: address.schema, pooled: address.pooled };
}

function queriesOn(client: Pick<PrismaClient, '$queryRaw'>): Queries {
  return {
    query: async <Row>(sql: Sql) => {
      try {
        return await client.$queryRaw<Row[]>(sql);
      } catch (error) {
        throw databaseError(error);
      }
    },
  };
}
