import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventStore } from '../../../../src/engine/flow/accept/event-store/create-event-store.ts';
import { asStored, storableJson } from '../../../../src/engine/flow/accept/event-store/storable.ts';
import { eventStoreContract } from '../../../contracts/event-store.ts';
import { accepted, opened } from '../../../support/appends.ts';
import { testEvents } from '../../../support/counter-domain.ts';
import { withDatabase } from '../../../support/servers.ts';

const database = withDatabase('test');

const open = () => createEventStore({ databaseUrl: database().url, events: testEvents, poolSize: 2 });

eventStoreContract('The event store in Postgres', async () => {
  const store = open();
  return { store, close: () => store.close() };
});

test('what is decided looks as it will when it is read, to the order of its members', async () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'B', '1', '_', 'é', '🎈', '\uffff', '"') });
  const values = fc.sample(fc.dictionary(name, fc.dictionary(name, fc.jsonValue())), {
    seed: 1,
    numRuns: 200,
  });
  const data = { name: '', values: values.filter((value) => storableJson(value) !== undefined) };
  const store = open();
  await store.append([accepted([['counter/one', 0, { ...opened(), data }]])]);
  const [read] = await store.readFrom('1', 1);
  await store.close();
  expect(JSON.stringify(read?.data)).toBe(JSON.stringify(asStored(data)));
});
