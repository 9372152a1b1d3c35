// A role of the program as it is deployed: what `npm run build` has made, on the servers of the run.
import { shop } from '../../dist/app/system.js';
import { loadSettings, requireServers } from '../../dist/engine/host/settings.js';
import { createRuntime } from '../../dist/engine/runtime.js';

process.once('disconnect', () => process.exit(1));
const { role, environment } = JSON.parse(process.env['BENCH'] ?? '{}');

const runtime = createRuntime(shop, requireServers(loadSettings(environment)), { name: role });
process.once('SIGTERM', () => {
  void runtime.close(5000).finally(() => process.exit());
});
if (role !== 'api') await runtime.worker();
process.send?.(role === 'worker' ? {} : { url: (await runtime.api()).url });
