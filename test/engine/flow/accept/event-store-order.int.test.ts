import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createEventReader,
  createEventStore,
} from '../../../../src/engine/flow/accept/event-store/create-event-store.ts';
import type { AppendOutcome, CommandAppend, EventReader } from '../../../../src/engine/model/event-store.ts';
import type { RecordedEvent } from '../../../../src/engine/model/events.ts';
import type { StreamName } from '../../../../src/engine/model/stream.ts';
import { accepted, allEvents, incremented, opened, withoutEvents } from '../../../support/appends.ts';
import { testEvents } from '../../../support/counter-domain.ts';
import { withDatabase } from '../../../support/servers.ts';

type Store = ReturnType<typeof createEventStore>;

const database = withDatabase('test');
let stores: [Store, Store];
let foreign: pg.Client;

beforeEach(async () => {
  const open = () => createEventStore({ databaseUrl: database().url, events: testEvents });
  stores = [open(), open()];
  foreign = new pg.Client({ connectionString: database().url });
  foreign.on('error', () => undefined);
  await foreign.connect();
});
afterEach(async () => {
  await foreign.end();
  await Promise.all(stores.map((store) => store.close()));
});

/** What must hold of any set of events that were read from the first position on. */
function expectDense(events: readonly RecordedEvent[]): void {
  const versions = new Map<string, number>();
  events.forEach(({ position, category, streamId, version }, index) => {
    expect(position).toBe(String(index + 1));
    const stream = `${category}/${streamId}`;
    expect(version).toBe((versions.get(stream) ?? 0) + 1);
    versions.set(stream, version);
  });
}

describe('appends of two processes', () => {
  const COMMANDS = 2_000;
  const WRITERS = 8;

  /** Batches of 1 to 16 commands, some on streams of their own, some on streams that all writers fight for. */
  async function write(store: Store, writer: number): Promise<readonly [CommandAppend, AppendOutcome][]> {
    const done: [CommandAppend, AppendOutcome][] = [];
    const known = new Map<StreamName, number>();
    for (let round = 0; done.length < COMMANDS / WRITERS; round += 1) {
      const contested = [0, 1, 2].map((n): StreamName => `counter/shared-${(round + n) % 5}`);
      const tails = contested.map((stream) => ({ stream, after: known.get(stream) ?? 0 }));
      const { streams } = await store.readStreams(tails);
      tails.forEach(({ stream, after }, n) => known.set(stream, after + (streams[n]?.length ?? 0)));
      const batch = Array.from({ length: 1 + ((round * 7 + writer) % 16) }, (_, index) => {
        const stream = contested[index];
        return stream
          ? accepted([[stream, known.get(stream) ?? 0, incremented(), incremented()]])
          : accepted([[`counter/own-${writer}-${round}-${index}`, 0, opened()]]);
      });
      const outcomes = await store.append(batch);
      batch.forEach((command, index) => {
        const outcome = outcomes[index];
        if (outcome) done.push([command, outcome]);
      });
    }
    return done;
  }

  /** Follows the store as a projection does. */
  async function follow(reader: EventReader, isOver: () => boolean): Promise<readonly RecordedEvent[]> {
    const seen: RecordedEvent[] = [];
    for (;;) {
      const last = isOver();
      const events = await reader.readFrom(String(seen.length + 1), 500);
      seen.push(...events);
      if (last && events.length === 0) return seen;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  test(
    'give dense positions in commit order, and say the truth about each command',
    { timeout: 120_000 },
    async () => {
      let over = false;
      const reader = createEventReader({ databaseUrl: database().url, events: testEvents, poolSize: 1 });
      const following = follow(reader, () => over);
      const written = await Promise.all(
        Array.from({ length: WRITERS }, (_, writer) => write(stores[writer % 2 === 0 ? 0 : 1], writer)),
      );
      over = true;
      const seen = await following;

      expectDense(seen);
      expect(await allEvents(reader)).toEqual(seen);
      await reader.close();
      const positions = new Map<string, string[]>();
      for (const { metadata, position } of seen) {
        positions.set(metadata.causationId, [...(positions.get(metadata.causationId) ?? []), position]);
      }
      const all = written.flat();
      const kinds = new Set(all.map(([, { kind }]) => kind));
      expect(kinds).toEqual(new Set(['appended', 'conflict']));
      for (const [command, outcome] of all) {
        const of = positions.get(command.commandId);
        expect(of?.at(-1)).toBe(outcome.kind === 'appended' ? outcome.position : undefined);
        expect(of?.length ?? 0).toBe(outcome.kind === 'appended' ? command.streams[0]?.events.length : 0);
      }
    },
  );

  test('on one stream: one is appended, all others conflict', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        stores[n % 2 === 0 ? 0 : 1].append([accepted([['counter/x', 0, opened()]])]),
      ),
    );
    const kinds = outcomes.flat().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'appended')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'conflict')).toHaveLength(59);
    expect(await stores[0].head()).toBe('1');
  });
});

describe('an appender that hangs', () => {
  const insertAt = (position: number) =>
    foreign.query(
      `INSERT INTO "Event" VALUES ($1, gen_random_uuid(), 'counter/foreign', 1, 'CounterOpened', 1, '{}', '{}', now(), now())`,
      [position],
    );
  const waitingForLock = async (): Promise<boolean> => {
    const { rows } = await foreign.query(`SELECT 1 FROM pg_locks WHERE NOT granted`);
    return rows.length > 0;
  };

  test('holds up other appends, but no reads; what it gives up leaves no hole', async () => {
    const [store, other] = stores;
    await store.append([accepted([['counter/a', 0, opened()]])]);
    await foreign.query('BEGIN');
    await foreign.query('SELECT * FROM "EventStoreHead" FOR UPDATE');
    await insertAt(2);
    const late = store.append([accepted([['counter/a', 1, incremented()]])]);
    while (!(await waitingForLock())) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await other.head()).toBe('1');
    expect(await allEvents(other)).toHaveLength(1);
    await foreign.query('ROLLBACK');
    expect((await late).map(withoutEvents)).toEqual([{ kind: 'appended', version: 2, position: '2' }]);
    expectDense(await allEvents(other));
  });

  test('and then commits is seen by those who waited for it', async () => {
    const [store] = stores;
    await foreign.query('BEGIN');
    await foreign.query('SELECT * FROM "EventStoreHead" FOR UPDATE');
    await insertAt(1);
    const late = store.append([
      accepted([['counter/foreign', 0, opened()]]),
      accepted([['counter/b', 0, opened()]]),
    ]);
    while (!(await waitingForLock())) await new Promise((resolve) => setTimeout(resolve, 5));
    await foreign.query('COMMIT');
    expect((await late).map(withoutEvents)).toEqual([
      { kind: 'conflict', stream: 'counter/foreign', expectedVersion: 0, actualVersion: 1 },
      { kind: 'appended', version: 1, position: '2' },
    ]);
  });

  test('for longer than five seconds lets the others go with a passing error', async () => {
    const [store] = stores;
    await foreign.query('BEGIN');
    await foreign.query('SELECT * FROM "EventStoreHead" FOR UPDATE');
    const command = accepted([['counter/b', 0, opened()]]);
    await expect(store.append([command])).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      details: { applied: false },
    });
    await foreign.query('ROLLBACK');
    expect(await store.append([command])).toMatchObject([{ kind: 'appended', version: 1, position: '1' }]);
  });
});

test('a long foreign transaction stalls neither appends nor reads, nor lets the appends grow slower', async () => {
  const [store, other] = stores;
  await store.append([accepted([['counter/a', 0, opened()]])]);
  await foreign.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await foreign.query('CREATE TABLE "Foreign" AS SELECT "position" FROM "Event"');
  for (let version = 1; version <= 150; version += 1) {
    await store.append([accepted([['counter/a', version, incremented()]])]);
  }
  expect(await other.head()).toBe('151');
  expectDense(await allEvents(other));
  // No row version was left behind that could not be cleared away while the transaction lives.
  const { rows } = await foreign.query(`SELECT pg_relation_size('"EventStoreHead"')::INTEGER AS bytes`);
  expect(rows).toEqual([{ bytes: 8192 }]);
  await foreign.query('COMMIT');
});
