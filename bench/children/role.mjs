// A role of the program as it is deployed: what `npm run build` has made, on the servers of the run.
import { shop } from '../../dist/app/system.js';
import { loadSettings, requireServers } from '../../dist/engine/host/settings.js';
import { isInThread } from '../../dist/engine/host/threads/hosted-thread.js';
import { createRuntime } from '../../dist/engine/runtime.js';

const { role, environment } = JSON.parse(process.env['BENCH'] ?? '{}');

const runtime = createRuntime(shop, requireServers(loadSettings(environment)), { name: role });
if (isInThread()) {
  // The worker of `all`, as `npm start -- all` starts it.
  await runtime.worker();
} else {
  process.once('disconnect', () => process.exit(1));
  process.once('SIGTERM', () => {
    void runtime.close(5000).finally(() => process.exit());
  });
  if (role !== 'api') {
    await runtime.worker(role === 'all' ? { thread: { file: new URL(import.meta.url) } } : {});
  }
  process.send?.(role === 'worker' ? {} : { url: (await runtime.api()).url });
}
