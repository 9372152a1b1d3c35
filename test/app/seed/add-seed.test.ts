import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addSeed } from '../../../src/app/seed/add-seed.ts';

it.each([
  ['--orders', '0'],
  ['--orders', '-1'],
  ['--orders', '10000001'],
  ['--orders', '1e3'],
  ['--orders', '1.5'],
  ['--orders', 'many'],
  ['--seed', '-1'],
  ['--seed', '2147483648'],
])('%s %s is refused before anything is started', async (option, value) => {
  const said: string[] = [];
  const program = new Command().exitOverride().configureOutput({ writeErr: (text) => said.push(text) });
  addSeed(program, (line) => said.push(line));
  await expect(
    program.parseAsync(['node', 'slipstream', 'seed', `${option}=${value}`]),
  ).rejects.toMatchObject({
    code: 'commander.invalidArgument',
  });
  expect(said.join('')).toMatch(/must be a whole number from \d+ to \d+/);
});
