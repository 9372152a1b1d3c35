// The API of the shop's schema in a process of its own, over lists that are always full, which says how much memory it has
// taken at most. Ends with who started it.
import { createApiServer } from '../../src/engine/host/http/server.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { memoryServices, shownDocument, tokenAt } from './memory-services.ts';
import { shopSchema } from './select-all.ts';
import { reportMemory } from './report-memory.ts';

process.on('disconnect', () => process.exit());
const { services } = memoryServices();
const body = { customerName: 'x'.repeat(1000), status: 'PAID', total: { minor: 1, currency: 'EUR' } };
const entries = Array.from({ length: 100 }, (_, at) => ({
  cursor: String(at),
  document: shownDocument({ readModel: 'adminOrders', id: `order-${at}`, body }),
}));
const api = createApiServer({
  schema: shopSchema,
  services: {
    ...services,
    lists: {
      page: async ({ first }) => ({ entries: entries.slice(0, first), hasNextPage: true, token: tokenAt(1) }),
    },
    reads: { ...services.reads, read: async () => ({ document: null, token: tokenAt(1) }) },
  },
  settings: { host: '127.0.0.1', port: 0 },
  ready: async () => ({ ready: true, dependencies: {}, degraded: false, lanes: [], projections: [] }),
  logger: silentLogger,
});
reportMemory();
await api.start();
process.send?.({ url: api.url });
