// A worker in a process of its own that only has a reaction, to be killed. It says when it is ready.
import { loadConfig, requireServers } from '../../src/app/config.ts';
import { startWorker } from '../../src/app/start-worker.ts';
import { createLogger } from '../../src/engine/runtime.ts';
import { countingModule } from './counting-reaction.ts';

process.on('disconnect', () => process.exit());
const config = requireServers(loadConfig());
const logger = createLogger({ level: config.logLevel, name: `worker ${process.pid}` });
await startWorker({ config, modules: [countingModule()], logger });
process.send?.('ready');
