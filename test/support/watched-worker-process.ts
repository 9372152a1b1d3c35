// A worker of the shop with the trap beside it, in a watched process of its own. It says when it is ready.
import { loadConfig, requireServers } from '../../src/app/config.ts';
import { modules as shop } from '../../src/app/modules.ts';
import { startWorker } from '../../src/app/start-worker.ts';
import { untilStopped } from '../../src/app/until-stopped.ts';
import { watchProcess } from '../../src/app/watched.ts';
import { createLogger } from '../../src/engine/runtime.ts';
import { trapModule } from './trap-module.ts';

const config = requireServers(loadConfig());
const logger = createLogger({ level: config.logLevel, name: 'worker' });
const modules = [...shop.map((module) => ({ ...module, reactions: [] })), trapModule];
const limits = JSON.parse(process.env['WATCHDOG_LIMITS'] ?? '{}');

process.on('disconnect', () => process.exit());
untilStopped({
  start: async () => {
    const { process: watched, around } = watchProcess({ config, modules, logger, name: 'worker', limits });
    const worker = around(await startWorker({ config, modules, logger, process: watched }));
    process.send?.('ready');
    return worker;
  },
  giveUp: () => process.exit(1),
});
