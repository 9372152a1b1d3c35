// Whatever commands come, in whatever order: the shop says and shows what a plain shop without any events would.
import fc from 'fast-check';
import pg from 'pg';
import { expect, it } from 'vitest';
import { encodeToken, decodeToken } from '../../src/engine/model/token.ts';
import { eventually } from '../support/eventually.ts';
import { chosenCommand } from '../support/plain-shop/chosen-commands.ts';
import { walk } from '../support/plain-shop/walk.ts';
import { figures } from '../support/proof.ts';
import { seedOfRun } from '../support/random.ts';
import { withShop } from '../support/shop.ts';

const COMMANDS = 1_000;

const shop = withShop({ demo: false, reactions: true });

it('does what a plain shop does', async () => {
  const seed = seedOfRun();
  const chosen = fc.sample(chosenCommand, { numRuns: COMMANDS, seed });
  const client = new pg.Client({ connectionString: shop().databaseUrl });
  await client.connect();
  const settle = async (token: string): Promise<void> => {
    const { incarnation = '', position = '0' } = decodeToken(token) ?? {};
    await eventually('reactions', async () => {
      const { rows } = await client.query<{ behind: boolean }>(
        'SELECT min("position") < $1::BIGINT AS behind FROM "ReactionCheckpoint"',
        [position],
      );
      return rows[0]?.behind === false ? true : undefined;
    });
    const { rows } = await client.query<{ head: string }>(
      'SELECT max("position")::TEXT AS head FROM "Event"',
    );
    await shop().untilReady(encodeToken({ incarnation, position: rows[0]?.head ?? position }));
  };
  const read = async (source: string): Promise<unknown> => {
    const { data, errors } = await shop().ask(source);
    return errors ? { seed, errors } : data;
  };
  const walked = { commands: shop().api.services.commands, settle, read, isSearchable: true };
  const outcomes = await walk(walked, chosen, 50);
  await client.end();
  figures('commands of a plain shop', { seed, commands: COMMANDS, ...Object.fromEntries(outcomes) });
  expect(outcomes.get('DONE')).toBeGreaterThan(COMMANDS / 8);
  expect(outcomes.size).toBeGreaterThan(10);
});
