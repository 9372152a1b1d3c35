// The API server over memory services, on a free port, stopped after each test.
import { afterEach } from 'vitest';
import { createApiServer, type ApiServer, type ApiServerOptions } from '../../src/engine/host/http/server.ts';
import { buildSchema } from '../../src/engine/graphql/schema/build-schema.ts';
import { defineSystem } from '../../src/engine/definitions/define-system.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { memoryServices } from './memory-services.ts';
import { parcelModule, personModule } from './parcel-domain.ts';
import type { MemoryServices } from './run-operation.ts';

const schema = buildSchema(defineSystem('test', [parcelModule, personModule]));

export interface TestServer {
  readonly memory: MemoryServices;
  readonly api: ApiServer;
  readonly url: string;
  /** Fields of the lines logged as errors. */
  readonly logged: readonly object[];
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The result of a query that is expected to be answered. */
  query(
    source: string,
    headers?: Record<string, string>,
  ): Promise<{ readonly data: unknown; readonly errors?: unknown[] }>;
}

/** To be called at the top of a file. */
export function withApiServer(): (options?: Partial<ApiServerOptions>) => Promise<TestServer> {
  const running: ApiServer[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((api) => api.close(0)));
  });
  return async (options) => {
    const memory = memoryServices();
    const logged: object[] = [];
    const api = createApiServer({
      schema,
      services: memory.services,
      settings: { host: '127.0.0.1', port: 0 },
      ready: async () => ({ ready: true, degraded: false, dependencies: {}, lanes: [], projections: [] }),
      logger: { ...silentLogger, error: (line) => logged.push(line) },
      ...options,
    });
    running.push(api);
    await api.start();
    const post: TestServer['post'] = (body, headers = {}) =>
      fetch(`${api.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    return {
      memory,
      api,
      url: api.url,
      logged,
      post,
      query: async (query, headers) =>
        (await (await post({ query }, headers)).json()) as Awaited<ReturnType<TestServer['query']>>,
    };
  };
}
