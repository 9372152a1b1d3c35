// Revoked tokens and callers: refused by each API within five seconds, and told where they follow something.
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { modules } from '../../../../src/app/modules.ts';
import { defineSystem } from '../../../../src/engine/definitions/define-system.ts';
import { loadSettings, requireServers } from '../../../../src/engine/host/settings.ts';
import { silentLogger } from '../../../../src/engine/model/logger.ts';
import { openControlAlone } from '../../../../src/engine/operations/open-control.ts';
import { startApi } from '../../../support/roles.ts';
import { withShop } from '../../../support/shop.ts';

const SECRET = 'a secret of at least thirty-two bytes';
const shop = withShop({ demo: false, worker: false });
const soon = { timeout: 15_000, interval: 100 };

let settings: ReturnType<typeof requireServers>;
let apis: readonly Awaited<ReturnType<typeof startApi>>[];
beforeAll(async () => {
  const { databaseUrl, redisUrl } = shop();
  const servers = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
  settings = requireServers(
    loadSettings({ NODE_ENV: 'test', PORT: '0', AUTH_JWT_SECRET: SECRET, ...servers }),
  );
  const start = () => startApi({ settings, modules, logger: silentLogger });
  apis = await Promise.all([start(), start()]);
});
afterAll(() => Promise.all(apis.map((api) => api.close(1000))));

async function tokenOf(sub: string, jti: string): Promise<string> {
  const token = new SignJWT({ sub, jti, exp: Math.floor(Date.now() / 1000) + 600 });
  return `Bearer ${await token.setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(SECRET))}`;
}

const post = (url: string, authorization: string, query: string, accept = 'application/json') =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization, accept, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
const statuses = (authorization: string) =>
  Promise.all(apis.map(async ({ url }) => (await post(url, authorization, '{ __typename }')).status));

async function revoke(kind: 'token' | 'caller', id: string) {
  const control = await openControlAlone(defineSystem('shop', modules), settings);
  const deed = { verb: 'revoke', input: { kind, id, seconds: 600 }, reason: 'stolen' } as const;
  const outcome = await control.run({ ...deed, commandId: randomUUID(), principal: 'cli:ada' });
  const said = {
    outcome,
    revoked: await control.revoked(),
    audit: (await control.audit({ first: 1 })).items,
  };
  await control.close();
  return said;
}

const FOLLOW = 'subscription { orderUpdated(id: "o") { id } }';

/** A WebSocket that follows something, and the code with which it will be closed. */
async function followed(url: string, authorization: string): Promise<{ readonly closed: Promise<number> }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('open', resolve));
  const acknowledged = new Promise((resolve) => socket.once('message', resolve));
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
  await acknowledged;
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: FOLLOW } }));
  return { closed };
}

it('a token is refused by all, and what follows by it ends; others of the caller go on', async () => {
  const [stolen, other] = [await tokenOf('ada', 'stolen'), await tokenOf('ada', 'other')];
  expect(await statuses(stolen)).toEqual([200, 200]);
  const streams = await Promise.all(apis.map(({ url }) => post(url, stolen, FOLLOW, 'text/event-stream')));
  const said = await revoke('token', 'stolen');
  expect(said.outcome).toMatchObject({ done: true });
  expect(said.revoked).toMatchObject([{ kind: 'token', id: 'stolen' }]);
  expect(said.audit).toMatchObject([{ verb: 'revoke', principal: 'cli:ada', reason: 'stolen' }]);
  for (const stream of streams) expect(await stream.text()).toContain('"code":"UNAUTHENTICATED"');
  await expect.poll(() => statuses(stolen), soon).toEqual([401, 401]);
  expect(await statuses(other)).toEqual([200, 200]);
});

it('a caller is refused with each of its tokens, and its sockets are closed with 4403', async () => {
  const token = await tokenOf('mallory', 'any');
  const sockets = await Promise.all(apis.map(({ url }) => followed(url, token)));
  expect(await statuses(token)).toEqual([200, 200]);
  await revoke('caller', 'mallory');
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4403, 4403]);
  await expect.poll(() => statuses(token), soon).toEqual([401, 401]);
  expect(await statuses(await tokenOf('mallory', 'new'))).toEqual([401, 401]);
  expect(await statuses(await tokenOf('ada', 'new'))).toEqual([200, 200]);
});
