// Bugs as they would show: in the documents, in the store, in what clients were told. The oracle must see each of them.
import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { RecordedEvent } from '../../src/engine/model/events.ts';
import type { Receipt } from '../../src/engine/model/outcome.ts';
import { CANARY, CHAIN, chainOver } from '../support/oracle/canary.ts';
import { foldStore } from '../support/oracle/fold-store.ts';
import type { Attempt } from '../support/oracle/ledger.ts';
import type { StoreContent } from '../support/oracle/read-store.ts';
import { observedProjections } from '../support/observed-modules.ts';

export interface Planted<Plant> {
  readonly bug: string;
  readonly plant: Plant;
  /** What must be among the faults. */
  readonly caught: RegExp;
}

export type InDocuments = (redis: Redis, store: StoreContent) => Promise<unknown>;

export async function keyIn(redis: Redis, lane: string, rest: string): Promise<string> {
  const [generation = ''] = (await redis.get(`slip:{test:${lane}}:live`))?.split('|') ?? [];
  return `slip:{test:${lane}}:${generation}:${rest}`;
}

/** The key of some document of a lane that `is` such. */
async function someDocument(redis: Redis, lane: string, is = (_text: string): boolean => true) {
  const prefix = await keyIn(redis, lane, 'doc:');
  const keys = (await redis.keys(`${prefix.replaceAll(/[{}]/g, '?')}*`)).sort();
  for (const key of keys) {
    const text = (await redis.get(key)) ?? '';
    if (is(text)) return { key, text, id: key.slice(prefix.length) };
  }
  throw new Error(`There is no such document in ${lane}.`);
}

export const changing =
  (
    lane: string,
    change: (text: string, store: StoreContent, id: string) => string,
    is?: (text: string) => boolean,
  ): InDocuments =>
  async (redis, store) => {
    const { key, text, id } = await someDocument(redis, lane, is);
    const changed = change(text, store, id);
    if (changed === text) throw new Error('Nothing was planted.');
    await redis.set(key, changed);
  };

const hasHistory = (text: string): boolean => Number(text.split(' ')[1]) >= 2;

/** As it was before the last event that changed it, with or without its present label. */
function olderDocument(text: string, store: StoreContent, id: string): string {
  const position = Number(text.split(' ', 1)[0]);
  const order = observedProjections.find(({ name }) => name === 'order');
  const older = order && foldStore(order, store.events.slice(0, position - 1)).documents.get(id);
  if (older === undefined) throw new Error(`${id} has no history.`);
  return older;
}

export const labelOf = (text: string): string => text.split(' ', 2).join(' ');
export const jsonOf = (text: string): string => text.slice(labelOf(text).length + 1);

const chainedOver = (choose: (events: readonly RecordedEvent[]) => readonly RecordedEvent[]): InDocuments =>
  changing(`${CANARY}.0`, (text, { events }) => {
    const json = { chain: chainOver(choose(events)), links: events.length };
    return `${labelOf(text)} ${JSON.stringify(json)}`;
  });

const changingCheckpoint =
  (part: number, value: string): InDocuments =>
  async (redis) => {
    const key = await keyIn(redis, 'product.0', 'at');
    const parts = ((await redis.get(key)) ?? '').split('|');
    return redis.set(key, parts.with(part, value).join('|'));
  };

export const inDocuments: readonly Planted<InDocuments>[] = [
  {
    bug: 'a document is lost',
    plant: async (redis) => redis.del((await someDocument(redis, 'order.0')).key),
    caught: /^order document \S+ is missing/,
  },
  {
    bug: 'a document is nobody’s',
    plant: async (redis) => redis.set(await keyIn(redis, 'product.0', 'doc:ghost'), '1 1 {}'),
    caught: /^product document ghost is a ghost/,
  },
  {
    bug: 'a removed document is kept as one that never was',
    plant: async (redis) => redis.set(await keyIn(redis, 'customer.0', 'doc:gone'), '1 1 '),
    caught: /^customer document gone is a ghost/,
  },
  {
    bug: 'a value is wrong',
    plant: changing('order.0', (text) => text.replace(/"status":"[A-Z]+"/, '"status":"LOST"')),
    caught: /^order document \S+ is .* but should be/,
  },
  {
    bug: 'the same value in other bytes',
    plant: changing(
      'product.0',
      (text) => `${labelOf(text)} ${JSON.stringify(JSON.parse(jsonOf(text)), null, 1)}`,
    ),
    caught: /^product document \S+ is .* but should be/s,
  },
  {
    bug: 'an old document under a new label',
    plant: changing(
      'order.0',
      (text, store, id) => `${labelOf(text)} ${jsonOf(olderDocument(text, store, id))}`,
      (text) => hasHistory(text) && text.includes('"PAID"'),
    ),
    caught: /^order document/,
  },
  {
    bug: 'the last event of a document was not folded in',
    plant: changing('order.0', olderDocument, hasHistory),
    caught: /^order document/,
  },
  {
    bug: 'a stale version label',
    plant: changing(
      'order.0',
      (text) => text.replace(/^(\d+) (\d+)/, (_, at, of) => `${at} ${of - 1}`),
      hasHistory,
    ),
    caught: /^order document/,
  },
  {
    bug: 'a wrong position label',
    plant: changing(
      'orderSummary.0',
      (text) => text.replace(/^\d+/, (at) => String(Number(at) - 1)),
      hasHistory,
    ),
    caught: /^orderSummary document/,
  },
  {
    bug: 'a fact that changed was not carried into one document',
    plant: changing('orderSummary.0', (text) =>
      text.replace(/"customerName":"[^"]*"/, '"customerName":"Old"'),
    ),
    caught: /^orderSummary document/,
  },
  {
    bug: 'the value of a reference is stale',
    plant: async (redis, { events }) => {
      const customer = events.find(({ type }) => type === 'CustomerRegistered')?.streamId ?? '';
      return redis.set(await keyIn(redis, 'order.0', `ref:customer:${customer}`), '{"name":"Old"}');
    },
    caught: /^order.0 reference customer:\S+ is/,
  },
  {
    bug: 'an index has forgotten a document',
    plant: async (redis) => {
      const prefix = await keyIn(redis, 'order.0', 'in:');
      const [key = ''] = await redis.keys(`${prefix.replaceAll(/[{}]/g, '?')}*`);
      return redis.zpopmin(key);
    },
    caught: /^order index customer:/,
  },
  {
    bug: 'an index names a document that is not there',
    plant: async (redis) => redis.zadd(await keyIn(redis, 'order.0', 'in:customer:nobody'), 0, 'ghost'),
    caught: /^order index customer:nobody is a ghost/,
  },
  {
    bug: 'a list has forgotten a document',
    plant: async (redis) => {
      const prefix = await keyIn(redis, 'customerOrders.0', 'list:');
      const [key = ''] = await redis.keys(`${prefix.replaceAll(/[{}]/g, '?')}*`);
      return redis.zpopmin(key);
    },
    caught: /^customerOrders list customerOrders:/,
  },
  {
    bug: 'a list names a document that is not there',
    plant: async (redis) =>
      redis.zadd(
        await keyIn(redis, 'customerOrders.0', 'list:customerOrders:customerId=nobody'),
        0,
        'x/ghost',
      ),
    caught: /^customerOrders list customerOrders:customerId=nobody is a ghost/,
  },
  {
    bug: 'a ranking has forgotten a document',
    plant: async (redis) => redis.zpopmin(await keyIn(redis, 'loyaltyProfile.0', 'rank:loyaltyLeaderboard')),
    caught: /^loyaltyProfile ranking loyaltyLeaderboard is/,
  },
  {
    bug: 'a ranking has a score that its document has not',
    plant: async (redis) => {
      const { id } = await someDocument(redis, 'loyaltyProfile.0');
      return redis.zincrby(await keyIn(redis, 'loyaltyProfile.0', 'rank:loyaltyLeaderboard'), 1, id);
    },
    caught: /^loyaltyProfile ranking loyaltyLeaderboard is/,
  },
  {
    bug: 'a document stands in two lanes',
    plant: async (redis) => {
      for (const [lane, other] of [
        ['spreadOrder.0', 'spreadOrder.1'],
        ['spreadOrder.1', 'spreadOrder.2'],
      ] as const) {
        const { text, id } = await someDocument(redis, lane);
        await redis.set(await keyIn(redis, other, `doc:${id}`), text);
      }
    },
    caught: /^spreadOrder document \S+ is in two lanes/,
  },
  {
    bug: 'a lane stands still',
    plant: async (redis) => {
      const key = await keyIn(redis, 'customer.0', 'at');
      return redis.set(
        key,
        ((await redis.get(key)) ?? '').replace(/^\d+/, (at) => String(Number(at) - 1)),
      );
    },
    caught: /^customer.0 stands at/,
  },
  {
    bug: 'a lane never went live',
    plant: async (redis) => {
      const pointer = (await redis.get('slip:{test:order.0}:live')) ?? '';
      return redis.set('slip:{test:order.0}:live', pointer.replace('live', 'filling'));
    },
    caught: /^order.0 is filling/,
  },
  {
    bug: 'a checkpoint at an event of another past',
    plant: changingCheckpoint(1, '00000000-0000-4000-8000-000000000000'),
    caught: /^product.0 stands at an event that is not there/,
  },
  {
    bug: 'a checkpoint of another store',
    plant: changingCheckpoint(2, '00000000-0000-4000-8000-000000000000'),
    caught: /^product.0 follows another store/,
  },
  {
    bug: 'a fan-out that was never finished',
    plant: changingCheckpoint(4, 'order-1'),
    caught: /^product.0 has not finished/,
  },
  {
    bug: 'documents of a generation that is nobody’s',
    plant: (redis) => redis.set('slip:{test:order.0}:spread000001.abc:doc:order-1', '1 1 {}'),
    caught: /^slip:\S+ belongs to nothing/,
  },
  {
    bug: 'an event was skipped',
    plant: chainedOver((events) => events.toSpliced(7, 1)),
    caught: /^the canary is dead/,
  },
  {
    bug: 'an event was folded twice',
    plant: chainedOver((events) => events.toSpliced(7, 0, ...events.slice(7, 8))),
    caught: /^the canary is dead/,
  },
  {
    bug: 'two events were folded in the wrong order',
    plant: chainedOver((events) => events.toSpliced(7, 2, ...events.slice(7, 9).toReversed())),
    caught: /^the canary is dead/,
  },
  {
    bug: 'the last event was not folded',
    plant: changing(
      `${CANARY}.0`,
      (_text, { events }) => {
        const json = { chain: chainOver(events.slice(0, -1)), links: events.length - 1 };
        return `${events.length - 1} ${events.length - 1} ${JSON.stringify(json)}`;
      },
      (text) => text !== CHAIN,
    ),
    caught: /^the canary is dead/,
  },
];

type InStore = (client: pg.Client, store: StoreContent) => Promise<unknown>;

const lastCommand = `(SELECT id FROM "Command" WHERE outcome = 'ACCEPTED' AND principal NOT LIKE 'reaction:%' ORDER BY position DESC LIMIT 1)`;
const eventsOfLast = `(metadata->>'causationId')::uuid = ${lastCommand}`;
const copyLast = (changes: string): string =>
  `INSERT INTO "Event" SELECT position + 1, gen_random_uuid(), stream, version + 1, type, "schemaVersion", payload, ${changes}, "recordedAt", "occurredAt" FROM "Event" ORDER BY position DESC LIMIT 1`;

const sql =
  (...statements: readonly string[]): InStore =>
  async (client) => {
    for (const statement of statements) {
      const { rowCount } = await client.query(statement);
      if (rowCount === 0) throw new Error('Nothing was planted.');
    }
  };

export const inStore: readonly Planted<InStore>[] = [
  {
    bug: 'an event was changed afterwards',
    plant: sql(
      `UPDATE "Event" SET payload = payload || '{"name": "Changed"}' WHERE position = (SELECT max(position) FROM "Event" WHERE type = 'CustomerNameChanged')`,
    ),
    caught: /^the canary is dead/,
  },
  {
    bug: 'what nobody shows of an event was changed afterwards',
    plant: sql(`UPDATE "Event" SET payload = payload || '{"hidden": true}' WHERE position = 5`),
    caught: /^the canary is dead/,
  },
  {
    bug: 'a hole in the positions',
    plant: sql(`DELETE FROM "Event" WHERE position = 9`),
    caught: /^position 10 stands at place 9/,
  },
  {
    bug: 'the store has lost its end',
    plant: sql(`DELETE FROM "Event" WHERE position = (SELECT max(position) FROM "Event")`),
    caught: /stands at \d+ of \d+/,
  },
  {
    bug: 'an acknowledged command is missing with all its events',
    plant: sql(
      `DELETE FROM "Event" WHERE ${eventsOfLast}`,
      `DELETE FROM "Command" WHERE id = ${lastCommand}`,
    ),
    caught: /was accepted, but the store does not know it/,
  },
  {
    bug: 'events of a command that is not there',
    plant: sql(`DELETE FROM "Command" WHERE id = ${lastCommand}`),
    caught: /^events of an unknown command/,
  },
  {
    bug: 'a command was done twice',
    plant: sql(copyLast('metadata')),
    caught: /does not end at its position/,
  },
  {
    bug: 'an event that nobody asked for',
    plant: sql(copyLast(`metadata || '{"causationId": "00000000-0000-4000-8000-000000000000"}'`)),
    caught: /^events of an unknown command 00000000/,
  },
  {
    bug: 'a refused command has events',
    plant: sql(
      `UPDATE "Command" SET outcome = 'REJECTED', version = NULL, position = NULL, rejection = '{}', "rejectionCode" = 'NO' WHERE id = ${lastCommand}`,
    ),
    caught: /was refused but has events/,
  },
  {
    bug: 'two events in the wrong order',
    plant: sql(
      `UPDATE "Event" SET position = -position WHERE position IN (20, 21)`,
      `UPDATE "Event" SET position = CASE position WHEN -20 THEN 21 ELSE 20 END WHERE position < 0`,
    ),
    caught: /^the canary is dead/,
  },
  {
    bug: 'a stream with a hole',
    plant: sql(
      `UPDATE "Event" SET version = version + 1 WHERE position = (SELECT max(position) FROM "Event" WHERE version > 1)`,
    ),
    caught: /has version \d+ where \d+ belongs/,
  },
  {
    bug: 'the same event twice',
    plant: sql(`UPDATE "Event" SET id = (SELECT id FROM "Event" WHERE position = 3) WHERE position = 4`),
    caught: /^event \S+ is there twice/,
  },
  {
    bug: 'the log says another version than the receipt',
    plant: sql(`UPDATE "Command" SET version = version + 1 WHERE id = ${lastCommand}`),
    caught: /was accepted at \d+, but the store says/,
  },
];

type InLedger = (attempts: readonly Attempt[], store: StoreContent) => readonly Attempt[];

const isAccepted = ({ answers }: Attempt): boolean => answers.every(({ kind }) => kind === 'accepted');

/** Changes what the first client was told whose command was accepted. */
const answering =
  (answersTo: (receipt: Receipt) => Attempt['answers']): InLedger =>
  (attempts) => {
    const index = attempts.findIndex(isAccepted);
    const [answer] = attempts[index]?.answers ?? [];
    const chosen = attempts[index];
    if (!chosen || answer?.kind !== 'accepted') throw new Error('Nobody was told anything.');
    return attempts.with(index, { ...chosen, answers: answersTo(answer.receipt) });
  };

export const inLedger: readonly Planted<InLedger>[] = [
  {
    bug: 'acknowledged, but never done',
    plant: (attempts) =>
      attempts.map((one, index) =>
        index === attempts.findIndex(isAccepted) ? { ...one, commandId: 'lost' } : one,
      ),
    caught: /was accepted, but the store does not know it/,
  },
  {
    bug: 'acknowledged at another version',
    plant: answering((receipt) => [
      { kind: 'accepted', receipt: { ...receipt, version: receipt.version + 1 } },
    ]),
    caught: /was accepted at \d+, but the store says/,
  },
  {
    bug: 'two receipts for one command',
    plant: answering((receipt) => [
      { kind: 'accepted', receipt },
      { kind: 'accepted', receipt: { ...receipt, version: receipt.version + 1, replayed: true } },
    ]),
    caught: /has two receipts/,
  },
  {
    bug: 'a token of another store',
    plant: answering((receipt) => [{ kind: 'accepted', receipt: { ...receipt, token: 'bm90LW91cnNAMQ' } }]),
    caught: /has a wrong token/,
  },
  {
    bug: 'refused, but done',
    plant: answering(() => [{ kind: 'refused', code: 'ORDER_NOT_OPEN' }]),
    caught: /was refused, but the store knows it as ACCEPTED/,
  },
  {
    bug: 'a conflict was answered, but it is done',
    plant: answering(() => [{ kind: 'refused', code: 'VERSION_CONFLICT' }]),
    caught: /was said not to be done, but is/,
  },
  {
    bug: 'said not to be done, but done',
    plant: answering(() => [{ kind: 'notDone', code: 'STORE_UNAVAILABLE' }]),
    caught: /was said not to be done, but is/,
  },
  {
    bug: 'said not to be done, but done, and its id used again',
    plant: (attempts, store) =>
      answering(() => [{ kind: 'notDone', code: 'STORE_UNAVAILABLE' }])(attempts, store).flatMap((one) => {
        const isChosen = one.answers[0]?.kind === 'notDone';
        return isChosen
          ? [one, { ...one, answers: [{ kind: 'refused', code: 'COMMAND_ID_REUSED' }] }]
          : [one];
      }),
    caught: /was said not to be done, but is/,
  },
  {
    bug: 'said not to be done, and done when asked again',
    plant: answering((receipt) => [
      { kind: 'notDone', code: 'STORE_UNAVAILABLE' },
      { kind: 'accepted', receipt: { ...receipt, replayed: true } },
    ]),
    caught: /was said not to be done, but came back as done before/,
  },
  {
    bug: 'accepted and then refused',
    plant: answering((receipt) => [
      { kind: 'accepted', receipt },
      { kind: 'refused', code: 'ORDER_NOT_OPEN' },
    ]),
    caught: /was both accepted and refused/,
  },
  {
    bug: 'an error that nobody should see',
    plant: answering((receipt) => [
      { kind: 'accepted', receipt },
      { kind: 'error', code: 'STORE_FAILED' },
    ]),
    caught: /was told STORE_FAILED/,
  },
];
