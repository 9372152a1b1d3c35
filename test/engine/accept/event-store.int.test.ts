import { createEventStore } from '../../../src/engine/flow/accept/event-store/create-event-store.ts';
import { eventStoreContract } from '../../contracts/event-store.ts';
import { testEvents } from '../../support/counter-domain.ts';
import { withDatabase } from '../../support/servers.ts';

const database = withDatabase('test');

eventStoreContract('The event store in Postgres', async () => {
  const store = createEventStore({ databaseUrl: database().url, events: testEvents, poolSize: 2 });
  return { store, close: () => store.close() };
});
