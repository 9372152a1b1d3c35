// Run in the copy of the project: the operations of the guide, one after the other, on the demo shop in memory. What
// is answered must be what is printed; `json update` is the next message of the subscription.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inMemory, type Answer } from '#engine/testing';
import { demoShop } from '../../src/app/demo-shop.ts';
import { modules } from '../../src/app/modules.ts';

interface Block {
  readonly kind: string;
  readonly text: string;
}

test('what the guide prints is what is answered', async () => {
  const blocks: readonly Block[] = JSON.parse(readFileSync('operations.json', 'utf8'));
  const shop = await inMemory({ modules });
  for (const { command, input, ...as } of demoShop) await shop.send(command, input, as);
  let updates: AsyncIterableIterator<Answer> | undefined;
  let answer: unknown;
  let compared = 0;
  for (const { kind, text } of blocks) {
    if (kind === 'graphql' && text.startsWith('subscription')) {
      updates = await shop.subscribe(text);
      answer = (await updates.next()).value;
    } else if (kind === 'graphql') {
      answer = await shop.execute(text);
    } else {
      const got: unknown = kind === 'json update' ? (await updates?.next())?.value : answer;
      expect(got).toEqual(JSON.parse(text));
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(0);
  await shop.close();
});
