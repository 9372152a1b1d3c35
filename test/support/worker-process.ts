// A worker in a process of its own, to be killed and paused. It says when it is ready, and ends with who started it.
import { loadConfig, requireServers } from '../../src/app/config.ts';
import { startWorker } from '../../src/app/start-worker.ts';
import type { Module } from '../../src/engine/definitions/module.ts';
import { createLogger } from '../../src/engine/runtime.ts';
import { observedModules } from './observed-modules.ts';

process.on('disconnect', () => process.exit());
const config = requireServers(loadConfig());
const logger = createLogger({ level: config.logLevel, name: `worker ${process.pid}` });
const only = process.env['ONLY_PROJECTIONS']?.split(',');
const modules = only === undefined ? observedModules : observedModules.map((module) => keeping(only, module));
await startWorker({ config, modules, logger });
process.send?.('ready');

function keeping(names: readonly string[], module: Module): Module {
  const projections = module.projections.filter(({ name }) => names.includes(name));
  return { ...module, projections, reactions: [] };
}
