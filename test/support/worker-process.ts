// A worker in a process of its own, to be killed and paused. It says when it is ready, and ends with who started it.
import { loadConfig, requireServers } from '../../src/app/config.ts';
import { startWorker } from '../../src/app/start-worker.ts';
import { createLogger } from '../../src/engine/runtime.ts';
import { observedModules } from './observed-modules.ts';

process.on('disconnect', () => process.exit());
const config = requireServers(loadConfig());
const logger = createLogger({ level: config.logLevel, name: `worker ${process.pid}` });
await startWorker({ config, modules: observedModules, logger });
process.send?.('ready');
