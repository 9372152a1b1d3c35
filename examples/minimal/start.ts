// API and worker of the tasks in one process, on the servers that DATABASE_URL and REDIS_URL name.
import { defineSystem } from '#engine';
import { createRuntime, loadSettings } from '#engine/runtime';
import { tasks } from './tasks.ts';

const runtime = createRuntime(defineSystem('tasks', [tasks]), loadSettings());
process.once('SIGTERM', () => void runtime.close());
process.once('SIGINT', () => void runtime.close());

await runtime.migrate();
await runtime.worker();
const { url } = await runtime.api();
process.stdout.write(`${url}/graphql\n`);
