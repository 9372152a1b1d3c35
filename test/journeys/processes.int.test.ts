// `npm start -- api --processes 2`: one port, requests while a process dies, what is told once, and how all end.
import { randomUUID } from 'node:crypto';
import { Agent, get, request } from 'node:http';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { Client as Database } from 'pg';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { openEventStream } from '../support/event-stream.ts';
import { isAlive, withRoleProcesses, type RoleProcess } from '../support/role-processes.ts';
import { withDatabase, withRedis } from '../support/servers.ts';
import { clientOf, untilReady } from '../support/shop.ts';
import { socketClient } from '../support/socket-client.ts';

const PATIENCE_MS = 180_000;
const NO_ANSWER_MS = 40_000;
const database = withDatabase();
const redis = withRedis();
const startProgram = withRoleProcesses();
const servers = () => ({ DATABASE_URL: database().url, REDIS_URL: redis().url, PORT: '0' });

interface Started {
  readonly role: RoleProcess;
  readonly url: string;
  readonly pids: readonly number[];
}

async function started(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const role = startProgram(args, { ...servers(), ...env });
  const { url, pids } = await role.untilLogged('all processes', ({ msg }) =>
    msg.startsWith('2 processes run'),
  );
  return { role, url: String(url), pids: Array.isArray(pids) ? pids.map(Number) : [] };
}

/** Over a connection of its own. */
const textAt = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const asked = get(url, { agent: new Agent({ keepAlive: false }) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text)).on('error', reject);
    });
    asked.on('error', reject);
  });

/** The body of the answer, over a connection of its own; rejects if that breaks, or nothing comes. */
const posted = (url: string, query: string, input: object): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const agent = new Agent({ keepAlive: false });
    const sent = request(
      `${url}/graphql`,
      { method: 'POST', headers, agent, timeout: NO_ANSWER_MS },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve(text)).on('error', reject);
      },
    );
    sent.on('error', reject).on('timeout', () => sent.destroy(new Error('No answer.')));
    sent.end(JSON.stringify({ query, variables: { input } }));
  });

const OPEN = `mutation ($input: OpenAccountInput!) { openAccount(input: $input) { ... on OpenAccountPayload { receipt { version } } ... on CommandError { code } } }`;
const DEPOSIT = `mutation ($input: DepositMoneyInput!) { depositMoney(input: $input) { ... on DepositMoneyPayload { receipt { version } } ... on CommandError { code } } }`;
const REGISTER = `mutation { registerCustomer(input: { customerId: "c", name: "C", email: "c@shop.example" }) { ... on CommandError { code } } }`;

interface Load {
  accepted(): number;
  /** Attempts without an outcome, each of which was made again with the same id. */
  failed(): number;
  /** Those of them whose connection stayed open without an answer. */
  unanswered(): number;
  stop(): Promise<void>;
}

/** Clients that deposit 1 again and again, each into an account of its own. */
function depositing(url: string, accounts: readonly string[]): Load {
  let isStopped = false;
  let accepted = 0;
  let failed = 0;
  let unanswered = 0;
  const deposit = async (accountId: string): Promise<void> => {
    const input = { accountId, commandId: randomUUID(), amount: { amount: '1', currency: 'EUR' } };
    for (;;) {
      const text = await posted(url, DEPOSIT, input).catch((error: unknown) => {
        if (error instanceof Error && error.message === 'No answer.') unanswered += 1;
      });
      if (text?.includes('receipt')) break;
      failed += 1;
    }
    accepted += 1;
  };
  const client = async (accountId: string): Promise<void> => {
    while (!isStopped) await deposit(accountId);
  };
  const clients = Promise.all(accounts.map(client));
  return {
    accepted: () => accepted,
    failed: () => failed,
    unanswered: () => unanswered,
    stop: async () => {
      isStopped = true;
      await clients;
    },
  };
}

async function deposits(): Promise<number> {
  const client = new Database({ connectionString: database().url });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT count(*)::INTEGER AS n FROM "Event" WHERE type = 'MoneyDeposited'`,
    );
    return Number(rows[0]?.n);
  } finally {
    await client.end();
  }
}

/** Deposits all the while: what was accepted is done once, and nobody waits for a process that is gone. */
async function whenKilled(role: RoleProcess, url: string, pid: number): Promise<void> {
  const before = await deposits();
  await posted(url, REGISTER, {});
  const accounts = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const accountId of accounts) await posted(url, OPEN, { accountId, customerId: 'c', currency: 'EUR' });
  const load = depositing(url, accounts);
  await eventually('deposits', () => (load.accepted() > 50 ? true : undefined));
  process.kill(pid, 'SIGKILL');
  const died = await role.untilLogged('its end', ({ code }) => code === 'PROCESS_ENDED');
  expect(died).toMatchObject({ level: 'error', process: 2, pid, signal: 'SIGKILL' });
  const then = { accepted: load.accepted(), failed: load.failed() };
  await eventually('more', () => (load.accepted() > then.accepted + accounts.length * 2 ? true : undefined));
  // What the dead one had in hand when its end was told is one attempt of each client at most.
  expect(load.failed() - then.failed).toBeLessThanOrEqual(accounts.length);
  await role.untilLogged('its return', ({ msg }) => msg === 'Process 2 is ready again.');
  await load.stop();
  expect(load.unanswered()).toBe(0);
  expect(await deposits()).toBe(before + load.accepted());
  const seen = new Set<string>();
  await eventually('both to answer', async () => {
    seen.add(await textAt(`${url}/pid`));
    return seen.size === 2 ? true : undefined;
  });
}

describe.runIf(process.platform === 'linux')('several processes of an API', () => {
  it('share one port, by every transport', { timeout: PATIENCE_MS }, async () => {
    const { role, url, pids } = await started(['all', '--processes', '2']);
    await untilReady(url);
    const seen = new Set<string>();
    await eventually('both to answer', async () => {
      seen.add(await textAt(`${url}/pid`));
      return seen.size === 2 ? true : undefined;
    });
    expect([...seen].map(Number).sort()).toEqual([...pids].sort());
    expect(
      new Set(role.log().flatMap(({ msg, url: at }) => (msg === 'API is listening' ? [at] : []))),
    ).toEqual(new Set([url]));
    const client = clientOf(url);
    await client.ask(REGISTER);
    const FOLLOW = `subscription { projectionUpdated(readModel: "customer", id: "c") { version } }`;
    for (let times = 0; times < 4; times += 1) {
      expect(await textAt(`${url}/health`)).toContain('ok');
      const query = encodeURIComponent(
        '{ customer(id: "c", minVersion: 1, consistency: { maxWaitMs: 5000 }) { name } }',
      );
      expect(JSON.parse(await textAt(`${url}/graphql?query=${query}`))).toMatchObject({
        data: { customer: { name: 'C' } },
      });
      const socket = socketClient(client.url);
      await socket.begin();
      expect(await socket.ask('{ customer(id: "c") { name } }')).toMatchObject({
        data: { customer: { name: 'C' } },
      });
      socket.socket.close();
      const stream = await openEventStream(client.url, FOLLOW);
      await stream.untilResults(1);
      stream.close();
    }
    role.signal('SIGTERM');
    expect(await role.ended).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it(
    'go on when one is killed and when one hangs; it comes back, no command is done twice, and Ctrl-C ends all',
    { timeout: PATIENCE_MS },
    async () => {
      const { role, url, pids } = await started(['api', '--processes', '2']);
      await whenKilled(role, url, pids[1] ?? 0);
      const { pid } = await role.untilLogged('its return', ({ msg }) => msg === 'Process 2 is ready again.');

      const hung = textAt(`${url}/hang`).catch(() => 'cut');
      const died = await role.untilLogged(
        'an end',
        ({ code, exitCode }) => code === 'PROCESS_ENDED' && exitCode === 70,
      );
      expect(await hung).toBe('cut');
      const { pid: then } = await role.untilLogged(
        'its return',
        ({ msg, pid: other }) =>
          msg === `Process ${String(died['process'])} is ready again.` &&
          other !== pid &&
          other !== died['pid'],
      );
      expect(role.log().find(({ code }) => code === 'PROCESS_HUNG')?.name).toBe(
        `api ${String(died['process'])}`,
      );

      const until = role.log().length;
      role.signal('SIGINT', 'all');
      expect(await role.ended).toBe(0);
      expect([...pids, Number(pid), Number(then)].filter(isAlive)).toEqual([]);
      const last = role.log().slice(until);
      expect(last.filter(({ msg }) => msg === 'stopped')).toHaveLength(3);
      expect(last.filter(({ code }) => code === 'PROCESS_ENDED')).toEqual([]);
    },
  );

  it('end in order while they start', { timeout: PATIENCE_MS }, async () => {
    const role = startProgram(['api', '--processes', '2'], servers());
    await role.untilLogged('a first word', ({ name }) => name !== 'api');
    role.signal('SIGTERM');
    expect(await role.ended).toBe(0);
    expect(role.output()).not.toMatch(/PROCESS_ENDED|\n\s+at /);
  });

  it('end at once at a second signal', { timeout: PATIENCE_MS }, async () => {
    const { role, url, pids } = await started(['api', '--processes', '2']);
    const waiting = textAt(`${url}/wait`).catch(() => 'cut');
    await textAt(`${url}/health`);
    role.signal('SIGTERM');
    await role.untilLogged('the first', ({ name, msg }) => name === 'api' && msg === 'stopping');
    await eventually('the second to be another one', () => {
      role.signal('SIGTERM');
      return isAlive(role.pid) ? undefined : true;
    });
    expect(await role.ended).toBe(1);
    await eventually('all to be gone', () => (pids.some(isAlive) ? undefined : true));
    expect(await waiting).toBe('cut');
  });

  it('end by themselves, in order, when their supervisor is killed', { timeout: PATIENCE_MS }, async () => {
    const { role, pids } = await started(['api', '--processes', '2']);
    role.signal('SIGKILL');
    await eventually('all to be gone', () => (pids.some(isAlive) ? undefined : true));
    expect(await role.ended).toBe('SIGKILL');
    expect(
      role
        .log()
        .flatMap(({ msg, name }) => (msg === 'stopped' ? [name] : []))
        .sort(),
    ).toEqual(['api 1', 'api 2']);
  });
});

describe.runIf(process.platform === 'linux')('what can not run is told once, and ends with 1:', () => {
  const times = (text: string, part: string): number => text.split(part).length - 1;

  it.each([
    ['a setting', ['api', '--processes', '2'], { LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of'],
    [
      'a number',
      ['api', '--processes', 'many'],
      {},
      'PROCESSES (or --processes) must be auto or a whole number',
    ],
    ['a number of the environment', ['api'], { PROCESSES: '0' }, 'PROCESSES (or --processes) must be auto'],
    ['a missing number', ['api', '--processes'], {}, "option '--processes <count>' argument missing"],
    ['a role', ['queen', '--processes', '2'], {}, 'Which role? npm start -- api | worker | all'],
    ['a server', ['worker', '--processes', '2'], { REDIS_URL: '' }, 'REDIS_URL is not set'],
  ])('%s', { timeout: PATIENCE_MS }, async (_what, args, env, said) => {
    const role = startProgram(args, { ...servers(), ...env });
    expect([await role.ended, role.output()]).toEqual([1, expect.stringContaining(said)]);
    expect(times(role.output(), said)).toBe(1);
  });

  it('a process that never works, after its third start', { timeout: PATIENCE_MS }, async () => {
    const role = startProgram(['worker', '--processes', '2'], { ...servers(), BROKEN: 'no such shop' });
    expect(await role.ended).toBe(1);
    expect(times(role.output(), 'no such shop')).toBe(1);
    expect(role.output()).toMatch(/Process [12] has ended 3 times before it was ready\. .*no such shop/);
    const ends = role.log().filter(({ code }) => code === 'PROCESS_ENDED');
    expect(ends.every(({ exitCode }) => exitCode === 1)).toBe(true);
    expect(ends.length).toBeGreaterThanOrEqual(2);
  });

  it('a port that is taken', { timeout: PATIENCE_MS }, async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const role = startProgram(['api', '--processes', '2'], { ...servers(), PORT: String(port) });
    expect(await role.ended).toBe(1);
    expect(times(role.output(), `Port ${port} is in use by process ${process.pid}`)).toBe(1);
    other.close();
  });
});
