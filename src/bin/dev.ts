// npm run dev: everything on one machine, nothing configured.
import { demo } from '../app/demo.ts';
import { shop } from '../app/system.ts';
import { say } from '../cli/say.ts';
import { untilStopped } from '../cli/until-stopped.ts';
import { whenOrphaned } from '../cli/when-orphaned.ts';
import { startDev } from '../dev/start-dev.ts';

untilStopped({
  start: () => startDev(shop, { ...demo, say, worker: new URL('./dev-worker.ts', import.meta.url) }),
  stopping: () => say('\nStopping …'),
  giveUp: () => process.exit(1),
  stopsWhen: whenOrphaned,
});
