// API and worker of the shop with traps beside it, in one process: the worker in a thread, by this same program.
import { modules as shop } from '../../src/app/modules.ts';
import { untilStopped } from '../../src/cli/until-stopped.ts';
import { isInThread } from '../../src/engine/host/threads/hosted-thread.ts';
import { defineSystem } from '../../src/engine/index.ts';
import { createRuntime, loadSettings } from '../../src/engine/runtime.ts';
import { gluttonModule, trapModule } from './trap-module.ts';

const modules = [...shop.map((module) => ({ ...module, reactions: [] })), trapModule, gluttonModule];
const runtime = createRuntime(defineSystem('trapped', modules), loadSettings(), {
  name: isInThread() ? 'worker' : 'all',
  // Nobody else is there who could try what has ended a thread.
  watchdog: { hungMs: Number(process.env['HUNG_MS']), restMs: 1000 },
});

if (isInThread()) await runtime.worker();
else {
  untilStopped({
    start: async () => {
      await runtime.worker({ thread: { file: new URL(import.meta.url) } });
      await runtime.api();
      return runtime;
    },
    giveUp: () => process.exit(1),
  });
}
