// A worker in a process of its own that only has a reaction, to be killed. It says when it is ready.
import { loadSettings, requireServers } from '../../src/engine/host/settings.ts';
import { startWorker } from './roles.ts';
import { createLogger } from '../../src/engine/observability/logger.ts';
import { brokenIncrements, countingModule } from './counting-reaction.ts';

process.on('disconnect', () => process.exit());
const settings = requireServers(loadSettings());
const logger = createLogger({ level: settings.logLevel, name: `worker ${process.pid}` });
const reactions = process.env['BROKEN'] === undefined ? undefined : [brokenIncrements];
await startWorker({ settings, modules: [countingModule(reactions)], logger });
process.send?.('ready');
