// Whatever commands come, in whatever order: the shop says and shows what a plain shop without any events would.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { report } from '../support/fault-scene.ts';
import { chosenCommand } from '../support/plain-shop/chosen-commands.ts';
import { walk } from '../support/plain-shop/walk.ts';
import { seedOfRun } from '../support/random.ts';
import { withShop } from '../support/shop.ts';

const COMMANDS = 2_000;

const shop = withShop({ demo: false });

it('does what a plain shop does', async () => {
  const seed = seedOfRun();
  const chosen = fc.sample(chosenCommand, { numRuns: COMMANDS, seed });
  const readAt = async (token: string, source: string): Promise<unknown> => {
    await shop().untilReady(token);
    const { data, errors } = await shop().ask(source);
    return errors ? { seed, errors } : data;
  };
  const outcomes = await walk({ commands: shop().api.services.commands, readAt }, chosen, 40);
  report('commands of a plain shop', { seed, commands: COMMANDS, ...Object.fromEntries(outcomes) });
  expect(outcomes.get('DONE')).toBeGreaterThan(COMMANDS / 8);
  expect(outcomes.size).toBeGreaterThan(10);
});
