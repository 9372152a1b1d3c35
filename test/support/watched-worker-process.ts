// A worker of the shop with the trap beside it, in a watched process of its own. It says when it is ready.
import { modules as shop } from '../../src/app/modules.ts';
import { untilStopped } from '../../src/cli/until-stopped.ts';
import { defineSystem } from '../../src/engine/index.ts';
import { createRuntime, loadSettings } from '../../src/engine/runtime.ts';
import { trapModule } from './trap-module.ts';

const modules = [...shop.map((module) => ({ ...module, reactions: [] })), trapModule];
const runtime = createRuntime(defineSystem('trapped', modules), loadSettings(), {
  name: 'worker',
  watchdog: JSON.parse(process.env['WATCHDOG_LIMITS'] ?? '{}'),
});

process.on('disconnect', () => process.exit());
untilStopped({
  start: async () => {
    await runtime.worker();
    process.send?.('ready');
    return runtime;
  },
  giveUp: () => process.exit(1),
});
