// Looks of an operator at the command line, with exit codes for scripts.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { shop as system } from '../../src/app/system.ts';
import { commandLineHere } from '../support/command-line-here.ts';
import { withShop } from '../support/shop.ts';

const shop = withShop();
const commandId = randomUUID();
const cli = (...args: readonly string[]) => commandLineHere(system, shop(), args);

beforeAll(async () => {
  const input = { customerId: 'customer-1', name: 'Another Name', commandId };
  const request = { command: 'changeCustomerName', input, principal: 'ada', correlationId: 'look' };
  const outcome = await shop().api.services.commands.dispatch(request);
  if (outcome.accepted) await shop().untilReady(outcome.receipt.token);
});

it('a document is explained, step by step', async () => {
  const { code, out, err } = await cli('explain', 'customer', 'customer-1', '--steps', '1');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^customer customer-1: stored at version \d+, .* the same as its events give\n/);
  expect(out).toMatch(/lane customer\.0 is LIVE at \d+, 0 events behind/);
  expect(out).toMatch(
    /CustomerNameChanged {2}customer\/customer-1@\d+ {2}FOLDED\n.*\n {2}- .*\n {2}\+ .*Another Name/,
  );
});

it('a document that is not what its events give is 1, as JSON too', async () => {
  const gone = await cli('explain', 'customer', 'nobody', '--json');
  expect(gone).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(gone.out)).toMatchObject({ isSame: true, steps: [] });
  const none = await cli('explain', 'nothing', 'x');
  expect(none).toMatchObject({ code: 2, out: '' });
  expect(none.err).toMatch(/^There is no read model nothing with such an id. There are: .*order/);
});

it('a command is shown with its events', async () => {
  const { code, out } = await cli('command', commandId);
  expect(code).toBe(0);
  expect(out).toMatch(/changeCustomerName customer-1 {2}accepted, version \d+\n/);
  expect(out).toMatch(/event \d+ {2}CustomerNameChanged {2}customer\/customer-1@\d+/);
  expect(await cli('command', randomUUID())).toMatchObject({ code: 1, out: '' });
});

it('the last events are shown', async () => {
  const { code, out } = await cli(
    'tail',
    '--no-follow',
    '--last',
    '2',
    '--stream',
    'customer/customer-1',
    '--json',
  );
  expect(code).toBe(0);
  const events = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly type: string });
  expect(events.map(({ type }) => type)).toEqual([expect.any(String), 'CustomerNameChanged']);
});

it('servers that are away are 2', async () => {
  const away = await commandLineHere(
    system,
    { databaseUrl: 'postgresql://127.0.0.1:1/none', redisUrl: shop().redisUrl },
    ['tail', '--no-follow'],
  );
  expect(away.code).toBe(2);
});
