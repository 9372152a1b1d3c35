import { GraphQLError } from 'graphql';
import { expect, it } from 'vitest';
import { statusOf } from '../../../../src/engine/graphql/http/send-result.ts';

const JSON_TYPE = 'application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';

const error = (http?: object, originalError?: Error) =>
  new GraphQLError('no', { extensions: http ? { http } : {}, ...(originalError && { originalError }) });
const bySpec = error({ spec: true, status: 400 });
const always = error({ status: 415 });
const bug = error(undefined, new Error('bug'));
const data = null;

it.each([
  ['no errors', { data: {} }, 200, 200],
  ['an error beside data', { data, errors: [error()] }, 200, 200],
  ['an error of graphql-js', { errors: [error()] }, 200, 200],
  ['an error that graphql-js found', { errors: [error(undefined, new GraphQLError('no'))] }, 200, 200],
  ['a bug beside data', { data, errors: [bug] }, 200, 200],
  ['a bug', { errors: [bug] }, 500, 500],
  ['what the specification says', { errors: [bySpec] }, 200, 400],
  ['what an error says', { errors: [always] }, 415, 415],
  ['the highest of several', { errors: [bySpec, always, error({ status: 401 })] }, 415, 415],
  ['what an error says, and a bug', { errors: [bug, always] }, 415, 415],
  ['what the specification says, and a bug', { errors: [bySpec, bug] }, 500, 400],
])('answers %s', (_what, result, asJson, asResponse) => {
  expect([statusOf(result, JSON_TYPE), statusOf(result, RESPONSE_TYPE)]).toEqual([asJson, asResponse]);
});
