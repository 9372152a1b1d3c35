// The servers of a run: a durable PostgreSQL and a Redis of its own, in a folder that is removed however the run ends.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createDatabase, createFromTemplate } from '../../src/dev/local/database.ts';
import { startPostgres } from '../../src/dev/local/postgres.ts';
import { startRedis } from '../../src/dev/local/redis.ts';
import { migrate } from '../../src/engine/postgres/migrations/migrate.ts';
import { makeTemporaryRoot } from '../../test/support/temporary-root.ts';
import { percentiles } from './load.ts';

export interface Servers {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

export interface Stage {
  /** What a durable write costs where the database lies, in milliseconds. */
  readonly writeMs: number;
  /** A migrated database without events, and the same Redis, emptied. */
  fresh(name: string): Promise<Servers>;
  /** The same events, no read models. */
  emptied(servers: Servers): Promise<Servers>;
  close(): Promise<void>;
}

const TEMPLATE = 'template_bench';

export async function setStage(): Promise<Stage> {
  const root = makeTemporaryRoot();
  const postgres = await startPostgres({ dataDir: join(root.folder, 'postgres') });
  const redis = await startRedis({ dataDir: join(root.folder, 'redis') });
  await migrate(await createDatabase(postgres.url(), TEMPLATE));
  return {
    writeMs: durableWriteMs(root.folder),
    fresh: async (name) => {
      await emptied(redis.url);
      const databaseUrl = await createFromTemplate(postgres.url(), TEMPLATE, name);
      return { databaseUrl, redisUrl: redis.url };
    },
    emptied: async (servers) => {
      await emptied(redis.url);
      return servers;
    },
    close: async () => {
      await Promise.all([postgres.stop(), redis.stop()]);
      root.remove();
    },
  };
}

function durableWriteMs(folder: string): number {
  const file = openSync(join(folder, 'probe'), 'w');
  const times = Array.from({ length: 50 }, (_, index) => {
    const began = performance.now();
    writeSync(file, Buffer.alloc(8192, 1), 0, 8192, index * 8192);
    fdatasyncSync(file);
    return performance.now() - began;
  });
  closeSync(file);
  return percentiles(times).p50;
}

async function emptied(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  redis.disconnect();
}
