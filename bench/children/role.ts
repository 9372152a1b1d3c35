// A role of the program, as in production, on the servers of the run.
import { z } from 'zod';
import { modules } from '../../src/app/modules.ts';
import { startApi } from '../../src/app/start-api.ts';
import { startWorker } from '../../src/app/start-worker.ts';
import { createLogger } from '../../src/engine/runtime.ts';
import { say, settingsOf } from '../support/as-child.ts';
import { configFor } from '../support/config.ts';

const { role, ...servers } = settingsOf(
  z.object({ role: z.enum(['api', 'worker']), databaseUrl: z.string(), redisUrl: z.string() }),
);

const config = configFor(servers);
const logger = createLogger({ level: config.logLevel, name: role });
const options = { config, modules, logger };
const running = role === 'api' ? await startApi(options) : await startWorker(options);
process.once('SIGTERM', () => {
  void running.close(5000).finally(() => process.exit());
});
say('url' in running ? { url: running.url } : {});
