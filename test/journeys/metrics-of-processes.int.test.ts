// `npm start -- all --processes 2`: whichever process is asked, the answer counts what both have done.
import { expect, it, vi } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { metricsAt, valueOf } from '../support/metrics.ts';
import { withRoleProcesses } from '../support/role-processes.ts';
import { withDatabase, withRedis } from '../support/servers.ts';

vi.setConfig({ testTimeout: 120_000 });

const database = withDatabase();
const redis = withRedis();
const startProgram = withRoleProcesses();

it('answers for all processes of the role', async () => {
  const env = { DATABASE_URL: database().url, REDIS_URL: redis().url, PORT: '0' };
  const role = startProgram(['all', '--processes', '2'], env);
  const { url } = await role.untilLogged('both', ({ msg }) => msg.startsWith('2 processes run'));
  const base = String(url);
  // Each connection goes to the next process.
  const pids = new Set(
    await Promise.all([1, 2, 3, 4].map(async () => (await fetch(`${base}/pid`, close)).text())),
  );
  expect(pids.size).toBe(2);
  const send = (name: string) =>
    fetch(`${base}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({
        query: `mutation { registerCustomer(input: { customerId: "${name}", name: "A", email: "${name}@shop.example" }) { __typename } }`,
      }),
    });
  for (const name of ['c1', 'c2', 'c3', 'c4']) await (await send(name)).text();
  const labels = { command: 'registerCustomer', outcome: 'accepted' };
  for (let scrape = 0; scrape < 4; scrape += 1) {
    const text = await metricsAt(base, close);
    expect(valueOf(text, 'slipstream_command_duration_seconds_count', labels)).toBe(4);
  }
  await eventually('both to be there', async () => {
    const text = await metricsAt(base, close);
    return valueOf(text, 'slipstream_processes', { role: 'worker' }) === 2 ? true : undefined;
  });
  role.signal('SIGTERM');
  expect(await role.ended).toBe(0);
});

/** Another connection each time. */
const close = { headers: { connection: 'close' } };
