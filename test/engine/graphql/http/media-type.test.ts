import { expect, it } from 'vitest';
import { createNegotiation } from '../../../../src/engine/graphql/http/media-type.ts';

const JSON_TYPE = 'application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';

it.each([
  [undefined, JSON_TYPE],
  ['', JSON_TYPE],
  ['*/*', JSON_TYPE],
  ['application/*', JSON_TYPE],
  ['*/json', JSON_TYPE],
  ['*/graphql-response+json', RESPONSE_TYPE],
  ['application/json', JSON_TYPE],
  ['Application/JSON ; charset=UTF-8', JSON_TYPE],
  ['application/json; charset=latin1, application/graphql-response+json', RESPONSE_TYPE],
  ['application/json; charset=latin1', undefined],
  ['application/graphql-response+json, application/json;q=0.9', RESPONSE_TYPE],
  // As it is written, whatever its weights.
  ['application/json;q=0.1, application/graphql-response+json;q=0.9', JSON_TYPE],
  ['text/event-stream, multipart/mixed, application/json', JSON_TYPE],
  ['application/graphql-response+json/x, application/json', RESPONSE_TYPE],
  ['text/event-stream', undefined],
  ['text/*', undefined],
  ['nonsense', undefined],
  [', ,', undefined],
])('answers %j by %s', (accept, type) => {
  const typeOf = createNegotiation();
  expect([typeOf(accept).type, typeOf(accept).type]).toEqual([type, type]);
});

it('knows any number of them, and remembers some', () => {
  const typeOf = createNegotiation();
  for (let at = 0; at < 300; at += 1) expect(typeOf(`text/x${at}, application/json`).type).toBe(JSON_TYPE);
  expect(typeOf('text/x299, application/graphql-response+json').type).toBe(RESPONSE_TYPE);
});

it.each([
  ['text/event-stream', true],
  ['text/*', true],
  ['*/*', true],
  [undefined, true],
  ['application/json', false],
  ['text/html', false],
  ['application/graphql-response+json, application/json, text/event-stream, multipart/mixed', true],
])('takes events by %j: %s', (accept, events) => {
  expect(createNegotiation()(accept).events).toBe(events);
});
