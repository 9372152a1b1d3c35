// The bytes of a request: every letter reaches its command as it was meant, or nothing is done.
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { withApiServer, type TestServer } from '../../../support/api-server.ts';
import { until } from '../../../support/until.ts';

const startServer = withApiServer();
const LETTERS = 'Größe 漢字 🎈';
const WESTERN = 'Größe';

const mutation = (name: string) =>
  JSON.stringify({
    query: 'mutation ($id: ID!) { watchParcel(input: { parcelId: $id }) { __typename } }',
    variables: { id: name },
  });

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const marked = (mark: readonly number[], bytes: Buffer) => Buffer.concat([Buffer.from(mark), bytes]);

async function send({ url }: TestServer, body: Uint8Array, headers: Record<string, string>) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: new Uint8Array(body),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

const idsOf = ({ memory }: TestServer) => memory.dispatched.map(({ input }) => input['parcelId']);

describe('a body', () => {
  it.each([
    ['none, in UTF-8', '', Buffer.from(mutation(LETTERS)), LETTERS],
    ['utf-8', '; charset=utf-8', Buffer.from(mutation(LETTERS)), LETTERS],
    ['"UTF-8"', '; Charset="UTF-8"', Buffer.from(mutation(LETTERS)), LETTERS],
    [
      'utf-8, with a mark',
      '; charset=utf-8',
      marked([0xef, 0xbb, 0xbf], Buffer.from(mutation(LETTERS))),
      LETTERS,
    ],
    ['utf-16le', '; charset=utf-16le', Buffer.from(mutation(LETTERS), 'utf16le'), LETTERS],
    ['utf-16be', '; charset=utf-16be', utf16be(mutation(LETTERS)), LETTERS],
    ['utf-16', '; charset=utf-16', utf16be(mutation(LETTERS)), LETTERS],
    [
      'utf-16, with a mark',
      '; charset=UTF-16',
      marked([0xff, 0xfe], Buffer.from(mutation(LETTERS), 'utf16le')),
      LETTERS,
    ],
    ['iso-8859-1', '; charset=ISO-8859-1', Buffer.from(mutation(WESTERN), 'latin1'), WESTERN],
  ])('is read in its charset: %s', async (_name, charset, body, expected) => {
    const server = await startServer();
    expect(await send(server, body, { 'content-type': `application/json${charset}` })).toMatchObject({
      status: 200,
    });
    expect(idsOf(server)).toEqual([expected]);
  });

  it.each([
    ['iso-8859-1 that is not declared', '', Buffer.from(mutation(WESTERN), 'latin1')],
    ['UTF-16 that is not declared', '', marked([0xff, 0xfe], Buffer.from(mutation(LETTERS), 'utf16le'))],
    ['a letter cut in two', '', Buffer.from(mutation('🎈')).filter((byte) => byte !== 0x8e)],
    ['a surrogate in bytes', '', Buffer.from(mutation('?').replace('?', '\xed\xa0\x80'), 'latin1')],
    [
      'half a letter of UTF-16',
      '; charset=utf-16le',
      Buffer.from(mutation(LETTERS), 'utf16le').subarray(0, -1),
    ],
    ['half a pair of UTF-16', '; charset=utf-16be', utf16be(mutation('x').replace('x', '\ud83c'))],
    ['letters in what is said to be ASCII', '; charset=us-ascii', Buffer.from(mutation(WESTERN), 'latin1')],
    ['no JSON', '', Buffer.from('{')],
    ['no object', '', Buffer.from('"x"')],
    ['null', '', Buffer.from('null')],
    ['nothing', '', Buffer.from('')],
  ])('is refused where it is none: %s', async (_name, charset, body) => {
    const server = await startServer();
    expect(await send(server, body, { 'content-type': `application/json${charset}` })).toMatchObject({
      status: 400,
      body: { errors: [{ message: expect.any(String), extensions: { code: 'BAD_REQUEST' } }] },
    });
    expect([idsOf(server), server.logged]).toEqual([[], []]);
  });

  it.each([
    ['windows-1252', { 'content-type': 'application/json; charset=windows-1252' }, 'must be one of utf-8'],
    ['utf-7', { 'content-type': 'application/json; charset=utf-7' }, 'must be one of utf-8'],
    ['gzip', { 'content-encoding': 'gzip' }, 'must not be compressed'],
  ])('that is %s is not read', async (name, headers, message) => {
    const server = await startServer();
    const body = name === 'gzip' ? gzipSync(mutation(WESTERN)) : Buffer.from(mutation(WESTERN));
    expect(await send(server, body, headers)).toMatchObject({
      status: 415,
      body: {
        errors: [
          { message: expect.stringContaining(message), extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } },
        ],
      },
    });
    expect(idsOf(server)).toEqual([]);
  });
});

describe('an address', () => {
  /** As no client would let it be written. */
  async function get({ url }: TestServer, path: Buffer | string): Promise<string> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    let answer = '';
    socket.on('data', (data) => (answer += String(data)));
    const head = 'HTTP/1.1\r\nhost: a\r\naccept: application/json\r\nconnection: close\r\n\r\n';
    socket.write(
      Buffer.concat([Buffer.from('GET /graphql?query='), Buffer.from(path), Buffer.from(` ${head}`)]),
    );
    await until('the answer', () => socket.closed);
    return answer;
  }

  it('is read as UTF-8', async () => {
    const server = await startServer();
    const query = encodeURIComponent(`{ parcel(id: "${LETTERS}") { id } }`);
    expect(await get(server, query)).toMatch(/^HTTP\/1.1 200 /);
    expect(await get(server, query.replaceAll('%20', '+'))).toMatch(/^HTTP\/1.1 200 /);
    expect(server.memory.reads.map(({ id }) => id)).toEqual([LETTERS, LETTERS]);
  });

  it.each([
    ['bytes of iso-8859-1', '{parcel(id:"Gr%F6%DFe"){id}}'],
    ['a letter cut in two', '{parcel(id:"%F0%9F%8E"){id}}'],
    ['a surrogate in bytes', '{parcel(id:"%ED%A0%80"){id}}'],
    ['no number', '{parcel(id:"%zz"){id}}'],
    ['an end in the middle', '{parcel(id:"x"){id}}%F'],
  ])('is refused where it is none: %s', async (_name, query) => {
    const server = await startServer();
    const answer = await get(server, query);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('"code":"BAD_REQUEST"');
    expect([server.memory.reads, server.logged]).toEqual([[], []]);
  });

  it('is no address at all in which letters are not encoded', async () => {
    const server = await startServer();
    expect(await get(server, '{parcel(id:"Größe"){id}}')).toMatch(/^HTTP\/1.1 400 /);
    expect(server.memory.reads).toEqual([]);
  });
});

describe('half a pair of surrogates', () => {
  const HALF = '\ud800';
  const inline = (literal: string) =>
    `mutation { watchParcel(input: { parcelId: "${literal}" }) { __typename } }`;

  it.each([
    ['in a literal', inline('\\ud800')],
    ['in a literal, in braces', inline('\\u{d800}')],
    ['in the text itself', inline(HALF)],
    ['in a block of text', inline(`""${HALF}""`)],
  ])('is no GraphQL: %s', async (_where, query) => {
    const server = await startServer();
    expect(await server.query(query)).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }],
    });
    expect(idsOf(server)).toEqual([]);
  });

  it('reaches its command as it is in a variable, for the command to refuse', async () => {
    const server = await startServer();
    const body = mutation('?').replace('?', '\\ud800');
    expect(await send(server, Buffer.from(body), {})).toMatchObject({ status: 200 });
    expect(idsOf(server)).toEqual([HALF]);
  });
});
