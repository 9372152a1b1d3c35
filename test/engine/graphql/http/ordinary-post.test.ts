import { IncomingMessage, type IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { isOrdinary, sentIn } from '../../../../src/engine/graphql/http/ordinary-post.ts';

function request(headers: IncomingHttpHeaders, { method = 'POST', url = '/graphql' } = {}): IncomingMessage {
  const made = new IncomingMessage(new Socket());
  return Object.assign(made, { method, url, headers: { 'content-length': '20', ...headers } });
}

const JSON_TYPE = { 'content-type': 'application/json' };

it.each([
  'application/json',
  'Application/JSON',
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
])('takes %s', (type) => expect(isOrdinary(request({ 'content-type': type }))).toBe(true));

it.each([
  ['no type', request({})],
  ['another type', request({ 'content-type': 'text/plain' })],
  ['a charset in quotes', request({ 'content-type': 'application/json; charset="utf-8"' })],
  ['another charset', request({ 'content-type': 'application/json; charset=latin1' })],
  ['compression', request({ ...JSON_TYPE, 'content-encoding': 'gzip' })],
  ['an encoding that is none', request({ ...JSON_TYPE, 'content-encoding': 'identity' })],
  ['parameters', request(JSON_TYPE, { url: '/graphql?query={x}' })],
  ['another method', request(JSON_TYPE, { method: 'GET' })],
  ['a body in chunks', request({ ...JSON_TYPE, 'content-length': undefined })],
  ['a large body', request({ ...JSON_TYPE, 'content-length': '65537' })],
])('leaves to Yoga %s', (_what, other) => {
  expect(isOrdinary(other)).toBe(false);
});

it('takes what an operation is made of', () => {
  const sent = { query: '{ a }', operationName: null, variables: { a: 1 }, extensions: { b: 2 } };
  expect(sentIn(Buffer.from(JSON.stringify(sent)))).toEqual(sent);
  expect(sentIn(Buffer.from('{"query":"{ é }"}'))).toMatchObject({ query: '{ é }' });
});

it.each([
  ['{"query":"{ a }"'],
  ['null'],
  ['[]'],
  ['[{"query":"{ a }"}]'],
  ['{}'],
  ['{"query":""}'],
  ['{"query":null}'],
  ['{"query":7}'],
  ['{"query":"{ a }","other":1}'],
  ['{"query":"{ a }","other":null}'],
  ['{"query":"{ a }","__proto__":{}}'],
  ['{"query":"{ a }","operationName":7}'],
  ['{"query":"{ a }","variables":[]}'],
  ['{"query":"{ a }","variables":"x"}'],
  ['{"query":"{ a }","extensions":7}'],
  ['\uFEFF{"query":"{ a }"}'],
  [''],
])('leaves to Yoga %s', (body) => {
  expect(sentIn(Buffer.from(body))).toBeUndefined();
});

it('leaves to Yoga what is not UTF-8', () => {
  expect(sentIn(Buffer.from('{"query":"{ é }"}', 'latin1'))).toBeUndefined();
});
