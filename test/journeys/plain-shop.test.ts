// The same as with servers, on the runtime in memory: many short histories, and the shortest one that fails is shown.
import fc from 'fast-check';
import { it } from 'vitest';
import { inMemory } from '#engine/testing';
import { modules } from '../../src/app/modules.ts';
import { chosenCommand } from '../support/plain-shop/chosen-commands.ts';
import { walk, type WalkedShop } from '../support/plain-shop/walk.ts';

const COMMANDS = 60;

it('does what a plain shop does, in memory', async () => {
  const histories = fc.array(chosenCommand, { minLength: 1, maxLength: COMMANDS, size: 'max' });
  await fc.assert(
    fc.asyncProperty(histories, async (chosen) => {
      const shop = await inMemory({ modules });
      const read = async (source: string): Promise<unknown> => (await shop.execute(source)).data;
      const commands = {
        dispatch: ({ command, input, ...as }: Parameters<WalkedShop['commands']['dispatch']>[0]) =>
          shop.send(command, input, as),
      };
      await walk({ commands, settle: () => shop.settle(), read, isSearchable: false }, chosen, COMMANDS);
      await shop.checkRebuild();
      await shop.close();
    }),
    { numRuns: 25 },
  );
});
