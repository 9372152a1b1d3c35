// The API of the shop in a process of its own. It says where it is, and then, when asked, how much memory it has taken at
// most since it was asked last. Ends with who started it.
import { loadSettings, requireServers } from '../../src/engine/host/settings.ts';
import { modules } from '../../src/app/modules.ts';
import { startApi } from './roles.ts';
import { createLogger } from '../../src/engine/observability/logger.ts';
import { reportMemory } from './report-memory.ts';

process.on('disconnect', () => process.exit());
const settings = requireServers(loadSettings());
const logger = createLogger({ level: settings.logLevel, name: 'api' });
const api = await startApi({ settings, modules, logger });
reportMemory();
process.send?.({ url: api.url });
