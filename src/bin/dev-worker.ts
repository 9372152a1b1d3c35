// The worker of npm run dev, in a thread of its own.
import { shop } from '../app/system.ts';
import { startDevWorker } from '../dev/start-dev.ts';

await startDevWorker(shop);
