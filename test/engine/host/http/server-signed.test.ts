// Tokens and cursors as clients get them and send them back: signed, whichever way they take.
import { expect, it } from 'vitest';
import { decodeToken } from '../../../../src/engine/model/token.ts';
import { createSigner } from '../../../../src/engine/graphql/signer.ts';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';
import { defineSystem } from '../../../../src/engine/definitions/define-system.ts';
import { withApiServer, type TestServer } from '../../../support/api-server.ts';
import { tokenAt, update } from '../../../support/memory-services.ts';
import { parcelModule, personModule } from '../../../support/parcel-domain.ts';

const KEY = 'a key that is long enough to sign tokens';
const schemaOf = (...keys: string[]) =>
  buildSchema(defineSystem('test', [parcelModule, personModule]), createSigner(keys));
const { tokens } = createSigner([KEY]);
const signed = (position: number): string => tokens.sign(tokenAt(position));

const startServer = withApiServer();
const start = (): Promise<TestServer> => startServer({ schema: schemaOf(KEY) });
const READ = '{ parcel(id: "p1") { id } }';
const afterOf = (server: TestServer): unknown => server.memory.reads.at(-1)?.after;

it('leave signed by every way, and come back as what they were', async () => {
  const server = await start();
  const order =
    'mutation { watchParcel(input: { parcelId: "p1" }) { ... on WatchParcelPayload { receipt { token } } } }';
  for (const _time of ['executed', 'compiled']) {
    const response = await server.post({ query: READ });
    expect(response.headers.get('consistency-token')).toBe(signed(1));
  }
  const written: unknown = await (await server.post({ query: order })).json();
  expect(written).toEqual({ data: { watchParcel: { receipt: { token: signed(7) } } } });

  const argument = `query ($after: ConsistencyToken) { parcel(id: "p1", consistency: { after: $after }) { id } }`;
  await server.post({ query: READ }, { 'consistency-token': signed(2) });
  expect(afterOf(server)).toBe(tokenAt(2));
  await server.post({ query: READ, extensions: { consistencyToken: signed(3) } });
  expect(afterOf(server)).toBe(tokenAt(3));
  for (const position of [4, 5, 6]) {
    await server.post({ query: argument, variables: { after: signed(position) } });
    expect(afterOf(server)).toBe(tokenAt(position));
  }
  await server.post({ query: `{ parcel(id: "p1", consistency: { after: "${signed(8)}" }) { id } }` });
  expect(afterOf(server)).toBe(tokenAt(8));
});

it('of messages are signed, and those of clients that come back are looked at', async () => {
  const server = await start();
  const query = 'subscription { parcelUpdated(id: "p1") { token } }';
  const extensions = { resume: { 'PARCEL/p1': signed(7) } };
  const response = await server.post({ query, extensions }, { accept: 'text/event-stream' });
  expect(server.memory.subscribed[0]?.documents).toEqual([
    { readModel: 'parcel', id: 'p1', resumeAfter: tokenAt(7) },
  ]);
  const [feed] = server.memory.feeds;
  feed?.push(update({ token: tokenAt(9) }));
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes('next')) break;
  }
  const data: unknown = JSON.parse(/data: (.*)/.exec(text)?.[1] ?? '');
  expect(data).toEqual({
    data: { parcelUpdated: { token: signed(9) } },
    extensions: { consistencyToken: signed(9), resume: { 'PARCEL/p1': signed(9) } },
  });
});

it('that were not signed here come to nobody as tokens, by whichever way', async () => {
  const server = await start();
  const foreign = createSigner(['another key that is long enough to sign']).tokens.sign(tokenAt(9));
  for (const forged of [tokenAt(9), foreign, `${signed(9)}A`]) {
    await server.post({ query: READ }, { 'consistency-token': forged });
    await server.post({ query: READ, extensions: { consistencyToken: forged } });
    await server.post({ query: `{ parcel(id: "p1", consistency: { after: "${forged}" }) { id } }` });
    const query = 'subscription { parcelUpdated(id: "p1") { id } }';
    const sent = { query, extensions: { resume: { 'PARCEL/p1': forged } } };
    await (await server.post(sent, { accept: 'text/event-stream' })).body?.cancel();
  }
  expect(server.memory.reads).toHaveLength(9);
  for (const { after } of server.memory.reads) expect(decodeToken(after ?? '')).toBeUndefined();
  expect(server.memory.subscribed).toHaveLength(3);
  for (const { documents } of server.memory.subscribed) {
    expect(decodeToken(documents[0]?.resumeAfter ?? '')).toBeUndefined();
  }
});

it('are the same to another process, and to one whose key is about to change', async () => {
  const [one, other] = [
    await start(),
    await startServer({ schema: schemaOf('the next key, which signs from now on', KEY) }),
  ];
  const token = (await one.post({ query: READ })).headers.get('consistency-token') ?? '';
  await other.post({ query: READ }, { 'consistency-token': token });
  expect(afterOf(other)).toBe(tokenAt(1));
});
