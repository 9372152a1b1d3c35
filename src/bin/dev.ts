// npm run dev: everything on one machine, nothing configured.
import { demo } from '../app/demo.ts';
import { shop } from '../app/system.ts';
import { untilStopped } from '../cli/until-stopped.ts';
import { startDev } from '../dev/start-dev.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

untilStopped({
  start: () => startDev(shop, { ...demo, say }),
  stopping: () => say('\nStopping …'),
  giveUp: () => process.exit(1),
  endsWithParent: true,
});
