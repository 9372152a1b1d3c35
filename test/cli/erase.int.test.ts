// Export and erasure of a subject at the command line.
import { expect, test } from 'vitest';
import { shop as system } from '../../src/app/system.ts';
import { commandLineHere } from '../support/command-line-here.ts';
import { withShop } from '../support/shop.ts';

const shop = withShop({ worker: false });
const cli = (...args: readonly string[]) => commandLineHere(system, shop(), args);
const exported = async () => JSON.parse((await cli('export', 'customer/customer-1')).out) as unknown;

test('somebody is written out, erased with a reason, and then nothing is left to be written out', async () => {
  expect(await exported()).toMatchObject({
    subject: 'customer/customer-1',
    events: expect.arrayContaining([
      expect.objectContaining({ payload: expect.objectContaining({ name: 'Ada Lovelace' }) as unknown }),
    ]) as unknown,
    commands: expect.arrayContaining([
      expect.objectContaining({ payload: expect.objectContaining({ email: 'ada@example.com' }) as unknown }),
    ]) as unknown,
  });
  const erased = await cli('erase', 'customer/customer-1', '--reason', 'request 1');
  expect(erased).toMatchObject({ code: 0, err: '' });
  expect(erased.out).toMatch(/^customer\/customer-1 is erased since 2\S+Z: told to \d+ streams/);
  const left = JSON.stringify(await exported());
  expect(left).toContain('"SubjectErased"');
  expect(left).not.toMatch(/Ada|ada@/);
  expect((await cli('audit')).out).toMatch(
    /eraseSubject \{"subject":"customer\/customer-1"\} {2}done {2}\(request 1\)/,
  );
});

test('what can be nobody is refused', async () => {
  const unknown = await cli('erase', 'customer/nobody', '--reason', 'r');
  expect(unknown).toMatchObject({ code: 2, err: 'The store knows nothing of customer/nobody.\n' });
  const wrong = await cli('erase', 'Ada Lovelace', '--reason', 'r');
  expect(wrong.err).toContain('must be the stream of the subject');
});

test('where everything is sealed already, nothing is to be sealed', async () => {
  const { code, out } = await cli('seal');
  expect({ code, out }).toEqual({
    code: 0,
    out: '0 events and 0 commands are sealed; 0 streams have keyed ids; 0 keys are wrapped anew.\n',
  });
});
