import { expect, test } from 'vitest';
import { cursorsOf } from '../../../../../src/engine/flow/read/queries/cursors.ts';

const orders = { name: 'orders', question: ['orders', 'owner=ann'], place: /^[0-9]{1,4}\/[a-z-]{1,8}$/ };
const cursors = cursorsOf(orders);
const genuine = cursors.encode('7/o-a');

test('a cursor says again what it was made of', () => {
  expect(cursors.decode(genuine)).toBe('7/o-a');
  expect(cursorsOf({ ...orders, name: 'renamed' }).decode(genuine)).toBe('7/o-a');
});

test.each([
  ['nothing', ''],
  ['no cursor', 'zz'],
  ['padding', `${genuine}=`],
  ['a space', `${genuine} `],
  ['a cut', genuine.slice(1)],
  ['another question', cursorsOf({ ...orders, question: ['orders', 'owner=bob'] }).encode('7/o-a')],
  ['no place', cursors.encode('[')],
  ['more than a place', cursors.encode('7/o-a/1')],
  ['a question alone', cursors.encode('')],
])('one with %s is refused', (_what, cursor) => {
  expect(() => cursors.decode(cursor)).toThrow(expect.objectContaining({ code: 'INVALID_CURSOR' }));
});
