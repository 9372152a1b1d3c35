// Nothing of a customer and no secret reaches a log line, whatever a driver hangs on its errors or quotes in them.
import { describe, expect, test } from 'vitest';
import { errorText } from '../../../src/engine/observability/error-facts.ts';
import type { LogFields } from '../../../src/engine/model/logger.ts';
import { loggerTo } from '../../../src/engine/observability/logger.ts';

const SECRET = 'hunter2-secret';
const DOCUMENT = '{"customer":"Ada Secret"}';

function written(fields: LogFields, message = 'told'): string {
  const lines: string[] = [];
  const logger = loggerTo({ write: (line) => void lines.push(line) }, { level: 'debug' });
  logger.warn(fields, message);
  return lines.join('');
}

/** As ioredis, pg and Prisma make them. */
const fromDrivers: readonly (readonly [string, Error])[] = [
  [
    'WRONGPASS invalid username-password pair',
    Object.assign(new Error('WRONGPASS invalid username-password pair'), {
      command: { name: 'auth', args: ['shop', SECRET] },
    }),
  ],
  [
    'Command timed out',
    Object.assign(new Error('Command timed out'), {
      command: { name: 'evalsha', args: [DOCUMENT] },
      previousErrors: [DOCUMENT],
    }),
  ],
  [
    'ERR unknown command',
    new Error(`ERR unknown command 'x', with args beginning with: '${SECRET}' '${DOCUMENT}'`),
  ],
  [
    'already exists',
    Object.assign(new Error('Key (email)=(ada-secret@example.com) already exists.'), {
      code: '23505',
      detail: 'Key (email)=(ada-secret@example.com)',
      where: DOCUMENT,
    }),
  ],
  ['Failing row', new Error(`new row violates a check\nFailing row contains (1, ${DOCUMENT}, Secret).`)],
  ['type uuid', new Error(`invalid input syntax for type uuid: "${SECRET}"`)],
  ['not valid JSON', new SyntaxError(`Unexpected token 'h', "${SECRET}" is not valid JSON`)],
  [
    'getaddrinfo',
    Object.assign(new Error(`getaddrinfo ENOTFOUND redis://shop:${SECRET}@db`), {
      code: 'ENOTFOUND',
      input: SECRET,
    }),
  ],
  ['Authorization', new Error(`Authorization: Bearer ${SECRET}`)],
  [
    'got invalid value',
    new Error(`Variable "$input" got invalid value { name: "${SECRET}" }; Expected type Int`),
  ],
];

describe('a line of the log', () => {
  test.each(fromDrivers)('says "%s" and nothing of what the driver holds', (told, error) => {
    const outer = new Error('The store does not answer.', { cause: error });
    const aggregate = new AggregateError([error], 'several');
    for (const line of [
      written({ err: error }),
      written({ error }),
      written({ deep: { list: [error] } }),
      written({ err: outer }),
      written({ cause: aggregate }),
      // @ts-expect-error an error is one of the fields
      written(error),
      written({ text: error.message }, error.message),
      errorText(outer),
    ]) {
      expect(line).not.toMatch(/secret|Ada|customer/i);
    }
    expect(written({ err: outer })).toContain(told.split(' ')[0]);
  });

  test('keeps type, code, message and the way to it, of the error and its causes', () => {
    const cause = Object.assign(new TypeError('no such thing'), { code: 'ENOENT' });
    const line: unknown = JSON.parse(written({ err: new Error('outer', { cause }), lane: 'order.0' }));
    expect(line).toMatchObject({
      level: 'warn',
      msg: 'told',
      lane: 'order.0',
      err: {
        type: 'Error',
        message: 'outer',
        stack: expect.stringMatching(/^Error: outer\n\s+at /),
        cause: { type: 'TypeError', message: 'no such thing', code: 'ENOENT' },
      },
    });
  });

  test('leaves names of tables, relations and files as they are', () => {
    const message = 'relation "Event" does not exist';
    expect(written({ err: new Error(message) })).toContain(JSON.stringify(message).slice(1, -1));
  });

  test('ends with causes that go in a circle', () => {
    const circle = new Error('round');
    circle.cause = circle;
    expect(written({ err: circle })).toContain('round');
  });
});
