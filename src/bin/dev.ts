// npm run dev: everything on one machine, nothing configured.
import { startDev } from '../app/start-dev.ts';
import { untilStopped } from '../app/until-stopped.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

untilStopped({
  start: () => startDev(say),
  stopping: () => say('\nStopping …'),
  giveUp: () => process.exit(1),
  endsWithParent: true,
});
