// The connections to the database, behind Prisma. Each store or reader has a pool of its own, so that commands never
// wait for projections.
import { PrismaPg } from '@prisma/adapter-pg';
import type { Logger } from '../model/logger.ts';
import { PrismaClient } from './prisma/client.ts';
import { databaseError } from './database-errors.ts';
import type { Sql } from './sql.ts';

export interface DatabaseOptions {
  readonly databaseUrl: string;
  /** Connections at most. */
  readonly poolSize?: number;
  /** How long to wait for a connection, and for the answer to one statement. */
  readonly connectTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
  readonly logger?: Logger;
}

/** A refused or broken statement throws a SlipstreamError: STORE_UNAVAILABLE or STORE_FAILED. */
export interface Database {
  query<Row>(sql: Sql): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export function openDatabase(options: DatabaseOptions): Database {
  const adapter = new PrismaPg(
    {
      connectionString: options.databaseUrl,
      max: options.poolSize ?? 5,
      connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
      // On the client's side, so that a server that has vanished without a word is noticed too.
      query_timeout: options.statementTimeoutMs ?? 15_000,
      keepAlive: true,
      application_name: options.applicationName ?? 'slipstream',
    },
    { onPoolError: (error) => options.logger?.warn({ error: error.message }, 'database connection lost') },
  );
  const client = new PrismaClient({ adapter, errorFormat: 'minimal' });
  let closed = false;
  return {
    query: async <Row>(sql: Sql) => {
      // Prisma would connect again by itself.
      if (closed) throw databaseError(new Error('The database is closed.'), { sent: false });
      try {
        return await client.$queryRaw<Row[]>(sql);
      } catch (error) {
        throw databaseError(error);
      }
    },
    close: async () => {
      closed = true;
      await client.$disconnect();
    },
  };
}
