// The whole shop in this process, with real servers behind it: its API on a free port, its worker, and plain HTTP to it.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, vi } from 'vitest';
import { loadSettings, requireServers } from '../../src/engine/host/settings.ts';
import { demoShop } from '../../src/app/demo-shop.ts';
import { graphiqlOptions } from '../../src/app/graphiql-tabs.ts';
import { modules as allModules } from '../../src/app/modules.ts';
import { seedDemoShop } from '../../src/app/seed-demo-shop.ts';
import type { RunningApi } from '../../src/engine/host/roles.ts';
import { slowTurns, type ProjectorDelay } from '../../src/dev/slow-turns.ts';
import { startApi, startWorker } from './roles.ts';
import type { Module } from '../../src/engine/definitions/module.ts';
import { silentLogger, type Logger } from '../../src/engine/model/logger.ts';
import { eventually } from './eventually.ts';
import { withDatabase, withRedis } from './servers.ts';
import { unsigned } from './signed-tokens.ts';

export interface ShopServers {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Where the API reads documents; `redisUrl` if omitted. */
  readonly readModelRedisUrl?: string;
}

export interface ShopOptions extends ShopServers {
  /** All of the shop's if omitted, but without their reactions: what they add would come at any time. */
  readonly modules?: readonly Module[];
  /** Of the API; any free one if omitted. */
  readonly port?: number;
  /** Of the API, in milliseconds; every second if omitted. */
  readonly lookEveryMs?: number;
  /** Of the API; documents are accepted by their ids if omitted. */
  readonly trustedDocuments?: 'off' | 'accepted' | 'only';
  /** Of both; none if omitted. */
  readonly tracing?: boolean;
}

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly AnswerError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface Sent {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Client {
  /** Where GraphQL is: `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  post(source: string, sent?: Sent): Promise<Response>;
  /** A query that finds the read model away asks again for a while: on a starved machine Redis may seem to be. */
  ask(source: string, sent?: Sent): Promise<Answer>;
}

export interface Shop extends Client {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly api: RunningApi;
  /** Warnings and errors of API and worker. */
  readonly logged: readonly LogLine[];
  /** Slows the projector down. */
  readonly projectorDelay: ProjectorDelay;
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
  /** Resolves when every read model is there and has come to this token, or to the demo data. */
  untilReady(token?: string): Promise<void>;
  seed(): Promise<void>;
  close(): Promise<void>;
}

export interface LogLine {
  readonly level: 'warn' | 'error';
  readonly message: string;
  readonly fields: object;
}

const MOST_ATTEMPTS = 20;
/** Long enough for a machine that has a lot else to do: nothing here waits for a time, only for conditions. */
const PATIENCE_MS = 120_000;

/**
 * To be called at the top of a file or `describe`: a shop with a database and a Redis of its own, for all of it.
 * With its worker and the demo data unless told otherwise.
 */
export function withShop({
  worker = true,
  demo = true,
  reactions = false,
  tracing = false,
} = {}): () => Shop {
  vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });
  const database = withDatabase();
  const redis = withRedis();
  let current: Shop | undefined;
  beforeAll(async () => {
    const modules = reactions ? allModules : withoutReactions;
    // With the rights of a server; tests look, and plant, as the owner.
    const { url: databaseUrl, serverUrl } = database();
    const shop = await startShop({ databaseUrl: serverUrl, redisUrl: redis().url, modules, tracing });
    current = { ...shop, databaseUrl };
    if (worker) await shop.startWorker();
    if (demo) await shop.seed();
    if (worker) await shop.untilReady();
  });
  afterAll(async () => {
    await current?.close();
  });
  return () => {
    if (!current) throw new Error('The shop is open only while tests and hooks run.');
    return current;
  };
}

const withoutReactions: readonly Module[] = allModules.map((module) => ({ ...module, reactions: [] }));

/** The caller closes it. */
export async function startShop({
  modules = withoutReactions,
  port = 0,
  lookEveryMs,
  trustedDocuments,
  tracing = false,
  ...servers
}: ShopOptions): Promise<Shop> {
  const settings = requireServers(
    loadSettings({
      NODE_ENV: 'test',
      PORT: String(port),
      DATABASE_URL: servers.databaseUrl,
      REDIS_URL: servers.redisUrl,
      READ_MODEL_REDIS_URL: servers.readModelRedisUrl,
      TRUSTED_DOCUMENTS: trustedDocuments,
      TRACING: String(tracing),
    }),
  );
  const logged: LogLine[] = [];
  const logger = keptIn(logged);
  const projectorDelay: ProjectorDelay = { ms: 0 };
  const api = await startApi({ settings, modules, logger, lookEveryMs, graphiql: graphiqlOptions });
  let worker: Awaited<ReturnType<typeof startWorker>> | undefined;
  let closed: Promise<void> | undefined;
  let seeded: string | undefined;
  const stopWorker = async (): Promise<void> => {
    const last = worker;
    worker = undefined;
    await last?.close(5000);
  };
  const close = async (): Promise<void> => {
    await api.close(1000);
    await stopWorker();
  };
  return {
    ...clientOf(api.url),
    databaseUrl: servers.databaseUrl,
    redisUrl: servers.redisUrl,
    api,
    logged,
    projectorDelay,
    startWorker: async () => {
      worker = await startWorker({
        settings: { ...settings, readModelRedisUrl: servers.redisUrl },
        modules,
        logger,
        around: (turns) => slowTurns(turns, projectorDelay),
      });
    },
    stopWorker,
    untilReady: async (token = seeded) => {
      await untilReady(api.url);
      if (token === undefined) return;
      const names = modules.flatMap(({ projections }) => projections.map(({ name }) => name));
      const wanted = { id: '-', after: unsigned(token), maxWaitMs: 5000, ifBehind: 'ERROR' } as const;
      const read = (readModel: string) => api.services.reads.read({ readModel, ...wanted });
      await Promise.all(names.map((name) => eventually(`${name} at the token`, () => read(name))));
    },
    seed: async () => {
      seeded = await seedDemo(api);
    },
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** The token of the last of its commands. */
async function seedDemo({ services: { commands } }: RunningApi): Promise<string | undefined> {
  await seedDemoShop(commands);
  const last = demoShop.at(-1);
  const again = last && (await commands.dispatch(last));
  return again?.accepted ? again.receipt.token : undefined;
}

export function clientOf(base: string): Client {
  const url = `${base}/graphql`;
  const post: Client['post'] = (query, { headers, ...rest } = {}) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify({ query, ...rest }),
    });
  return {
    url,
    post,
    ask: async (source, sent) => {
      for (let patience = MOST_ATTEMPTS; ; patience -= 1) {
        const answer = (await (await post(source, sent)).json()) as Answer;
        if (patience === 0 || source.includes('mutation') || !isAway(answer)) return answer;
        await sleep(200);
      }
    },
  };
}

function isAway({ errors = [] }: Answer): boolean {
  return errors.some(({ extensions }) => extensions?.['code'] === 'READ_MODEL_UNAVAILABLE');
}

/** Resolves when `/ready` says so; fails with what it says otherwise. */
export async function untilReady(base: string): Promise<void> {
  await eventually('the API to be ready', async () => {
    const response = await fetch(`${base}/ready`);
    if (response.ok) return response.text();
    throw new Error(await response.text());
  });
}

function keptIn(lines: LogLine[]): Logger {
  return {
    ...silentLogger,
    warn: (fields, message) => lines.push({ level: 'warn', message, fields }),
    error: (fields, message) => lines.push({ level: 'error', message, fields }),
  };
}
