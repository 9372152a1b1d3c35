// A worker in a process of its own, to be killed and paused. It says when it is ready, and ends with who started it.
import { loadSettings, requireServers } from '../../src/engine/host/settings.ts';
import { startWorker } from './roles.ts';
import type { Module } from '../../src/engine/definitions/module.ts';
import { createLogger } from '../../src/engine/observability/logger.ts';
import { observedModules } from './observed-modules.ts';

process.on('disconnect', () => process.exit());
const settings = requireServers(loadSettings());
const logger = createLogger({ level: settings.logLevel, name: `worker ${process.pid}` });
const only = process.env['ONLY_PROJECTIONS']?.split(',');
const modules = only === undefined ? observedModules : observedModules.map((module) => keeping(only, module));
await startWorker({ settings, modules, logger });
process.send?.('ready');

function keeping(names: readonly string[], module: Module): Module {
  const projections = module.projections.filter(({ name }) => names.includes(name));
  return { ...module, projections, reactions: [] };
}
