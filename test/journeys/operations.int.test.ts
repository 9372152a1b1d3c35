// Operators over GraphQL: what they see, what they do, and that nobody else sees or does it.
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modules } from '../../src/app/modules.ts';
import { loadSettings, requireServers } from '../../src/engine/host/settings.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { eventually } from '../support/eventually.ts';
import { openEventStream } from '../support/event-stream.ts';
import { startApi } from '../support/roles.ts';
import { clientOf, withShop, type Client } from '../support/shop.ts';

const shop = withShop();
const SECRET = 'a secret of at least thirty-two bytes';

let guarded: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  const { databaseUrl, redisUrl } = shop();
  const settings = requireServers(
    loadSettings({
      ...{ NODE_ENV: 'test', PORT: '0', DATABASE_URL: databaseUrl, REDIS_URL: redisUrl },
      ...{ AUTH_JWT_SECRET: SECRET, OPERATIONS_PAYLOADS: 'masked' },
    }),
  );
  guarded = await startApi({ settings, modules, logger: silentLogger });
});
afterAll(() => guarded.close(1000));

async function askAs(roles: unknown, source: string) {
  const token = new SignJWT({ sub: 'ada', exp: Math.floor(Date.now() / 1000) + 60, roles });
  const signed = await token.setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(SECRET));
  return clientOf(guarded.url).ask(source, { headers: { authorization: `Bearer ${signed}` } });
}

async function asked<Data>(client: Client, source: string): Promise<Data> {
  const { data, errors } = await client.ask(source);
  expect(errors).toBeUndefined();
  return (data as { operations: Data }).operations;
}

const pause = (input: string) => `mutation { pauseProjection(input: { ${input} }) {
  __typename ... on PauseProjectionPayload { commandId replayed result }
  ... on CommandError { code message } ... on Forbidden { role } ... on NotFound { what id } } }`;

describe('an operator', () => {
  it('sees the lag of the last hour, as this API has looked at it', async () => {
    interface Lags {
      readonly projections: readonly { readonly lagHistory: readonly { readonly lagMs: number }[] }[];
    }
    const source = '{ operations { projections { name lagHistory { at lagMs } } } }';
    const { projections } = await eventually('a look at each read model', async () => {
      const seen = await asked<Lags>(shop(), source);
      return seen.projections.every(({ lagHistory }) => lagHistory.length > 0) ? seen : undefined;
    });
    expect(projections.length).toBeGreaterThan(5);
  });

  it('browses events in pages, and follows a command to its events', async () => {
    interface Events {
      readonly events: {
        readonly nodes: readonly { readonly position: string; readonly causationId: string }[];
        readonly edges: readonly { readonly cursor: string }[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
      };
    }
    const page = (after: string) => `{ operations { events(first: 3, type: "OrderCreated" ${after}) {
      nodes { position causationId payload } edges { cursor node { id } } pageInfo { hasNextPage endCursor } } } }`;
    const first = await asked<Events>(shop(), page(''));
    expect(first.events.nodes.length).toBe(3);
    expect(first.events.pageInfo).toEqual({ hasNextPage: true, endCursor: first.events.edges[2]?.cursor });
    const second = await asked<Events>(shop(), page(`, after: "${first.events.pageInfo.endCursor}"`));
    expect(Number(second.events.nodes[0]?.position)).toBeLessThan(Number(first.events.nodes[2]?.position));
    const id = first.events.nodes[0]?.causationId;
    const command = await asked<object>(
      shop(),
      `{ operations { command(id: "${id}") { command { type outcome payload } events { type } isWhole } } }`,
    );
    expect(command).toMatchObject({
      command: [
        { command: { type: 'createOrder', outcome: 'ACCEPTED' }, events: [{ type: 'OrderCreated' }] },
      ],
    });
  });

  it('has a document explained', async () => {
    const source = `{ operations { payloads explain(readModel: "order", id: "demo-order-1") {
      isSame stored { version body } folded { version body } lane { lane lagEvents } parked { id }
      steps { effect event { type } before after error } } } }`;
    const { explain, payloads } = await asked<{
      readonly payloads: string;
      readonly explain: { readonly stored: { readonly body: object }; readonly steps: readonly unknown[] };
    }>(shop(), source);
    expect(payloads).toBe('SHOWN');
    expect(explain).toMatchObject({ isSame: true, lane: { lane: 'order.0' }, folded: explain.stored });
    expect(explain.steps.at(-1)).toMatchObject({ after: explain.stored.body });
  });

  it('sees each read model, who serves it, and what clients follow', async () => {
    const stream = await openEventStream(
      shop().url,
      'subscription { orderUpdated(id: "demo-order-1") { version } }',
    );
    const source = `{ operations { projections { name state lagEvents lagMs lanes { lane state worker } generations { role progress } }
      projection(name: "order") { name parked paused { by } } processes { name roles } reactions { name }
      subscriptions { readModel id subscribers } } }`;
    const seen = await eventually('the subscription', async () => {
      const now = await asked<{ readonly subscriptions: readonly unknown[] }>(shop(), source);
      return now.subscriptions.length > 0 ? now : undefined;
    });
    expect(seen).toMatchObject({
      projection: { name: 'order', parked: 0, paused: null },
      subscriptions: [{ readModel: 'order', id: 'demo-order-1', subscribers: 1 }],
    });
    stream.close();
  });

  it('pauses and resumes a projection, and finds that in the audit', async () => {
    const commandId = randomUUID();
    const input = `projection: "order", reason: "a look", commandId: "${commandId}"`;
    const paused = { pauseProjection: { __typename: 'PauseProjectionPayload', commandId, replayed: false } };
    expect((await shop().ask(pause(input))).data).toMatchObject(paused);
    const again = await shop().ask(pause(input));
    expect(again.data).toMatchObject({ pauseProjection: { commandId, replayed: true } });
    const other = await shop().ask(pause(input.replace('a look', 'another')));
    expect(other.data).toMatchObject({ pauseProjection: { __typename: 'CommandIdReused' } });
    const resume = `mutation { resumeProjection(input: { projection: "order" }) { __typename
      ... on ResumeProjectionPayload { projection { name state paused { reason } } } } }`;
    expect((await shop().ask(resume)).data).toMatchObject({
      resumeProjection: { projection: { name: 'order', paused: null } },
    });
    const audit = await asked<{ readonly audit: object }>(
      shop(),
      '{ operations { audit(first: 2) { nodes { verb principal reason input isDone commandId } } } }',
    );
    expect(audit.audit).toMatchObject({
      nodes: [
        { verb: 'resumeProjection', isDone: true },
        {
          verb: 'pauseProjection',
          reason: 'a look',
          input: { projection: 'order' },
          isDone: true,
          commandId,
        },
      ],
    });
  });

  it('is told what can not be asked, and sees the rest', async () => {
    const source =
      '{ operations { events(first: 101) { nodes { id } } contendedStreams(first: 1) { streamId } } }';
    const { data, errors } = await shop().ask(source);
    expect(errors).toMatchObject([{ path: ['operations', 'events'], extensions: { code: 'INVALID_READ' } }]);
    expect(data).toMatchObject({ operations: { events: null, contendedStreams: [{}] } });
  });

  it('is refused by type what is not there', async () => {
    const { data } = await shop().ask(pause('projection: "none", reason: "to see"'));
    expect(data).toMatchObject({
      pauseProjection: { __typename: 'NotFound', code: 'NOT_FOUND', what: 'projection', id: 'none' },
    });
  });

  it('by a token sees payloads as the settings say', async () => {
    const source = '{ operations { payloads events(first: 1, type: "OrderCreated") { nodes { payload } } } }';
    const { data, errors } = await askAs(['operator'], source);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      operations: {
        payloads: 'MASKED',
        events: { nodes: [{ payload: { customerId: expect.stringMatching(/^text:[0-9a-f]{4}$/) } }] },
      },
    });
  });
});

describe.each([[undefined], [['clerk']], [7]])('a caller with the roles %j', (roles) => {
  it('sees nothing of it', async () => {
    const { data, errors } = await askAs(
      roles,
      '{ operations { payloads } searchProducts(first: 1) { pageInfo { hasNextPage } } }',
    );
    expect(data).toEqual({ operations: null, searchProducts: { pageInfo: { hasNextPage: true } } });
    expect(errors).toMatchObject([
      { path: ['operations'], extensions: { code: 'FORBIDDEN', role: 'operator' } },
    ]);
  });

  it('does nothing of it', async () => {
    const { data } = await askAs(roles, pause(`projection: "order", commandId: "${randomUUID()}"`));
    expect(data).toMatchObject({
      pauseProjection: { __typename: 'Forbidden', code: 'FORBIDDEN', role: 'operator' },
    });
  });
});
