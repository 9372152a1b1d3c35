// The API of the shop in a process of its own. It says where it is, and then, when asked, how much memory it has taken at
// most since it was asked last. Ends with who started it.
import { loadConfig, requireServers } from '../../src/app/config.ts';
import { modules } from '../../src/app/modules.ts';
import { startApi } from '../../src/app/start-api.ts';
import { createLogger } from '../../src/engine/runtime.ts';
import { tellMemory } from './tell-memory.ts';

process.on('disconnect', () => process.exit());
const config = requireServers(loadConfig());
const logger = createLogger({ level: config.logLevel, name: 'api' });
const api = await startApi({ config, modules, logger });
tellMemory();
process.send?.({ url: api.url });
