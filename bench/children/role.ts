// A role of the program, as in production, on the servers of the run.
import { z } from 'zod';
import { shop } from '../../src/app/system.ts';
import { createRuntime } from '../../src/engine/runtime.ts';
import { say, settingsOf } from '../support/as-child.ts';
import { configFor } from '../support/config.ts';

const { role, ...servers } = settingsOf(
  z.object({ role: z.enum(['api', 'worker']), databaseUrl: z.string(), redisUrl: z.string() }),
);

const runtime = createRuntime(shop, configFor(servers), { name: role });
process.once('SIGTERM', () => {
  void runtime.close(5000).finally(() => process.exit());
});
if (role === 'api') say({ url: (await runtime.api()).url });
else {
  await runtime.worker();
  say({});
}
