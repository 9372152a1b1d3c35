// An inline projection: its documents are as new as the events, whoever wrote those, and whether a worker runs or not.
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { accountsModule } from '../../src/domain/accounts/index.ts';
import { createCommandBus } from '../../src/engine/flow/accept/commands/create-command-bus.ts';
import {
  createEventReader,
  createEventStore,
} from '../../src/engine/flow/accept/event-store/create-event-store.ts';
import type { CommandBus } from '../../src/engine/model/services.ts';
import { modules } from '../../src/app/modules.ts';
import { eventually } from '../support/eventually.ts';
import { judge, untilCaughtUp } from '../support/oracle/judge.ts';
import { signed } from '../support/signed-tokens.ts';
import { withShop } from '../support/shop.ts';

const shop = withShop();

const [account] = accountsModule.projections;
if (!account) throw new Error('There are no accounts.');
const events = modules.flatMap((module) => module.events);
const deciders = modules.flatMap((module) => module.deciders);

const others: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(others.splice(0).map((other) => other.close()));
});

/** Another process that takes commands; one of old code knows of no inline projection. */
function anotherBus(projections = modules.flatMap((module) => module.projections)): CommandBus {
  const store = createEventStore({ databaseUrl: shop().databaseUrl, events });
  const bus = createCommandBus({ store, deciders, projections, doorbell: { ring: () => {} } });
  others.push({ close: () => bus.close().then(() => store.close()) });
  return bus;
}

async function send(bus: CommandBus, command: string, input: Readonly<Record<string, unknown>>) {
  const outcome = await bus.dispatch({ command, input, principal: 'ada', correlationId: 'inline' });
  if (!outcome.accepted) throw new Error(outcome.rejection.message);
  return outcome.receipt;
}

const deposit = (bus: CommandBus, accountId: string, amount = '1.00') =>
  send(bus, 'depositMoney', { accountId, amount: { amount, currency: 'EUR' } });

const open = (accountId: string) =>
  send(shop().api.services.commands, 'openAccount', { accountId, customerId: 'customer-1', currency: 'EUR' });

/** Without any patience. */
const read = (id: string, asked: { readonly after?: string; readonly minVersion?: number } = {}) =>
  shop().api.services.reads.read({
    ...{ readModel: 'account', id, maxWaitMs: 0, ifBehind: 'ERROR' },
    ...asked,
  });

/** When its events happened, and when they were stored. */
async function timesOf(accountId: string) {
  const reader = createEventReader({ databaseUrl: shop().databaseUrl, events });
  const { streams } = await reader.readStreams([{ stream: `account/${accountId}`, after: 0 }]);
  await reader.close();
  return streams[0] ?? [];
}

async function connected(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: shop().databaseUrl });
  await client.connect();
  return client;
}

async function faults(): Promise<readonly string[]> {
  const { databaseUrl, redisUrl } = shop();
  const projections = modules.flatMap((module) => module.projections);
  const scene = { databaseUrl, redisUrl, projections };
  await untilCaughtUp(scene, 30_000);
  return (await judge(scene, [])).faults;
}

describe('while no worker runs', () => {
  beforeAll(() => shop().stopWorker());

  it('shows what was written at once, to whoever asks', async () => {
    const commands = shop().api.services.commands;
    const opened = await open('inline-1');
    expect(await read('inline-1', { after: opened.token })).toMatchObject({
      document: { version: 1, body: { balance: { minor: 0 }, status: 'OPEN' } },
    });
    const paid = await deposit(commands, 'inline-1', '12.50');
    const { document, token } = await read('inline-1', { after: paid.token, minVersion: 2 });
    expect(document).toMatchObject({
      version: 2,
      position: paid.position,
      body: { balance: { minor: 1250 } },
    });
    expect(token).toBe(paid.token);
    const answer = await shop().ask('{ account(id: "inline-1") { version balance { amount } } }', {
      headers: { 'consistency-token': signed(paid.token) },
    });
    expect(answer).toEqual({ data: { account: { version: 2, balance: { amount: '12.50' } } } });
  });

  it('says that what is not there is not there', async () => {
    const { token } = await deposit(shop().api.services.commands, 'demo-account-1');
    expect(await read('nobody', { after: token })).toMatchObject({ document: null });
  });

  it('keeps one document of what several processes write at the same time', async () => {
    await open('inline-2');
    const buses = [shop().api.services.commands, anotherBus(), anotherBus()];
    const receipts = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const bus = buses[index % buses.length] ?? anotherBus();
        for (;;) {
          const receipt = await deposit(bus, 'inline-2').catch(() => undefined);
          if (receipt) return receipt;
        }
      }),
    );
    expect(new Set(receipts.map(({ version }) => version)).size).toBe(60);
    expect(await read('inline-2')).toMatchObject({
      document: { version: 61, body: { balance: { minor: 6000 } } },
    });
  });

  it('takes the time of the database, whatever the clock of the process says', async () => {
    await open('inline-clock');
    const commands = shop().api.services.commands;
    for (const hours of [1, -1]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });
      await deposit(commands, 'inline-clock').finally(() => vi.useRealTimers());
    }
    await deposit(commands, 'inline-clock');
    const times = await timesOf('inline-clock');
    expect(times).toHaveLength(4);
    for (const { occurredAt, recordedAt } of times) {
      const lead = Date.parse(recordedAt) - Date.parse(occurredAt);
      expect(lead).toBeGreaterThanOrEqual(0);
      expect(lead).toBeLessThan(30_000);
    }
    expect(times.map(({ occurredAt }) => occurredAt)).toEqual(
      times.map(({ occurredAt }) => occurredAt).sort(),
    );
  });

  it('lets nothing happen before what its stream ends with', async () => {
    await open('inline-ahead');
    const ahead = '2999-01-01T00:00:00.000Z';
    const amount = { amount: '1.00', currency: 'EUR' };
    const request = {
      command: 'depositMoney',
      input: { accountId: 'inline-ahead', amount },
      occurredAt: ahead,
    };
    const { commands } = shop().api.services;
    await commands.dispatch({ ...request, principal: 'import', correlationId: 'inline' });
    await deposit(commands, 'inline-ahead');
    expect((await timesOf('inline-ahead')).map(({ occurredAt }) => occurredAt).slice(1)).toEqual([
      ahead,
      ahead,
    ]);
  });

  it('goes on from the stored document in a process that is new', async () => {
    expect(await deposit(anotherBus(), 'inline-2')).toMatchObject({ version: 62 });
    expect(await read('inline-2')).toMatchObject({ document: { body: { balance: { minor: 6100 } } } });
  });

  it('is behind, and says so, after a process of old code has written, until it is written to again', async () => {
    await open('inline-3');
    const { token } = await deposit(anotherBus([]), 'inline-3');
    await expect(read('inline-3', { after: token })).rejects.toMatchObject({ code: 'PROJECTION_BEHIND' });
    const folded = await shop().api.services.reads.read({
      ...{ readModel: 'account', id: 'inline-3', after: token, maxWaitMs: 0, ifBehind: 'WRITE_MODEL' },
    });
    expect(folded).toMatchObject({ document: { version: 2, body: { balance: { minor: 100 } } } });
    const again = await deposit(shop().api.services.commands, 'inline-3');
    expect(await read('inline-3', { after: again.token })).toMatchObject({
      document: { version: 3, body: { balance: { minor: 200 } } },
    });
  });
});

describe('while another generation is filled beside the live one', () => {
  beforeAll(() => shop().stopWorker());

  it.each([
    ['this code', account.foldId],
    ['older code', 'old0old0old0'],
  ])('shows what the one of %s holds, and what is written meanwhile', async (_what, foldId) => {
    const before = await read('inline-2');
    const client = await connected();
    const live = await client.query<{ live: string }>(`SELECT "live" FROM "Lane" WHERE "name" = 'account.0'`);
    const name = live.rows[0]?.live;
    const rename = async (from: string | undefined, to: string | undefined) => {
      for (const table of ['Document', 'LaneGeneration']) {
        await client.query(
          `UPDATE "${table}" SET "generation" = $2 WHERE "lane" = 'account.0' AND "generation" = $1`,
          [from, to],
        );
      }
      await client.query(`UPDATE "Lane" SET "live" = $1 WHERE "name" = 'account.0'`, [to]);
    };
    await rename(name, `${foldId}.1`);
    await client.query(`SELECT open_next('account.0', $1, NULL)`, [`${account.foldId}.2`]);
    expect(await read('inline-2')).toEqual(before);
    expect(await read('nobody')).toMatchObject({ document: null });
    const { version } = await deposit(shop().api.services.commands, 'inline-2');
    expect(await read('inline-2')).toMatchObject({ document: { version } });
    expect(await read('inline-1')).toMatchObject({ document: { version: 2 } });
    await client.query(`SELECT open_next('account.0', NULL, $1)`, [`${account.foldId}.2`]);
    await client.query(`SELECT retire_slice('account.0', $1, 1000)`, [`${account.foldId}.2`]);
    await rename(`${foldId}.1`, name);
    await client.end();
  });
});

describe('when a worker runs again', () => {
  it('has told of every document, and made good for those that were left behind', async () => {
    await open('inline-4');
    await deposit(anotherBus([]), 'inline-4');
    const updates = await shop().api.services.subscriptions.subscribe({
      documents: [{ readModel: 'account', id: 'inline-4', sinceVersion: 0 }],
      withDocuments: true,
    });
    await shop().startWorker();
    const seen: number[] = [];
    for await (const { version } of updates) {
      seen.push(version);
      if (version >= 2) break;
    }
    expect(seen.at(-1)).toBe(2);
    expect(await faults()).toEqual([]);
  });

  it('tells of what is written while both write', async () => {
    await open('inline-5');
    const bus = shop().api.services.commands;
    const updates = await shop().api.services.subscriptions.subscribe({
      documents: [{ readModel: 'account', id: 'inline-5', sinceVersion: 1 }],
      withDocuments: true,
    });
    const following = (async () => {
      for await (const update of updates) if (update.version === 41) return update;
      return undefined;
    })();
    for (let count = 0; count < 40; count += 1) await deposit(bus, 'inline-5');
    expect(await following).toMatchObject({ document: { body: { balance: { minor: 4000 } } } });
    expect(await faults()).toEqual([]);
  });

  it('is filled anew beside the writers, and comes out the same', async () => {
    await shop().stopWorker();
    const client = await connected();
    const dump = async () => {
      const { rows } = await client.query<{ id: string; text: string }>(
        `SELECT d."id", d."position" || ' ' || d."version" || ' ' || d."body" AS text FROM "Document" d
        JOIN "Lane" l ON l."name" = d."lane" AND l."live" = d."generation"
        WHERE d."lane" = 'account.0' ORDER BY d."id"`,
      );
      return rows;
    };
    const before = await dump();
    const live = await client.query<{ live: string }>(`SELECT "live" FROM "Lane" WHERE "name" = 'account.0'`);
    await client.query(`SELECT open_next('account.0', $1, NULL)`, [`${account.foldId}.beside`]);
    await client.query(`UPDATE "Lane" SET "live" = 'old0old0old0.1' WHERE "name" = 'account.0'`);
    await deposit(shop().api.services.commands, 'inline-5');
    await shop().startWorker();
    await eventually('the other generation', async () => {
      const now = await client.query<{ live: string }>(
        `SELECT "live" FROM "Lane" WHERE "name" = 'account.0'`,
      );
      return now.rows[0]?.live === `${account.foldId}.beside` ? true : undefined;
    });
    expect(live.rows[0]?.live).not.toContain('beside');
    const after = await dump();
    expect(after.filter(({ id }) => id !== 'inline-5')).toEqual(before.filter(({ id }) => id !== 'inline-5'));
    expect(await read('inline-5')).toMatchObject({ document: { version: 42 } });
    expect(await faults()).toEqual([]);
    await client.query(
      `UPDATE "Document" SET "body" = replace("body", '"OPEN"', '"SHUT"') WHERE "id" = 'inline-5'`,
    );
    await client.end();
    expect(await faults()).toEqual([expect.stringContaining('account document inline-5')]);
  });
});
