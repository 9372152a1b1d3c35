import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dispatchInOrder, WINDOW } from '../../../src/app/seed/dispatch-in-order.ts';
import type { SeedCommand } from '../../../src/app/seed/generate.ts';

const command = (number: number, changes: string, reads: readonly string[] = []): SeedCommand => ({
  number,
  commandId: String(number),
  at: number,
  command: 'touch',
  input: {},
  changes,
  reads,
});
const going = () => new AbortController().signal;

/** A world in which each change shows what had been seen when it was decided. */
function createWorld() {
  const world = new Map<string, string>();
  const see = ({ changes, reads }: SeedCommand): string =>
    [changes, ...reads].map((thing) => `${thing}=${world.get(thing) ?? ''}`).join();
  return {
    world,
    send: async (each: SeedCommand, pause: number): Promise<void> => {
      await sleep(pause);
      const seen = see(each);
      await sleep(pause);
      world.set(each.changes, `${each.number}:${String(seen.length)}:${seen.slice(-60)}`);
    },
  };
}

describe('dispatchInOrder', () => {
  it('leaves what sending one by one leaves', async () => {
    const thing = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const touches = fc.array(
      fc.record({ changes: thing, reads: fc.uniqueArray(thing, { maxLength: 3 }), pause: fc.nat(2) }),
      {
        maxLength: 40,
      },
    );
    await fc.assert(
      fc.asyncProperty(touches, async (all) => {
        const commands = all.map(({ changes, reads }, number) =>
          command(
            number,
            changes,
            reads.filter((each) => each !== changes),
          ),
        );
        const [together, apart] = [createWorld(), createWorld()];
        await dispatchInOrder(commands, {
          send: (each) => together.send(each, all[each.number]?.pause ?? 0),
          signal: going(),
        });
        for (const each of commands) await apart.send(each, 0);
        expect(together.world).toEqual(apart.world);
      }),
      { numRuns: 40 },
    );
  });

  it('sends what has nothing to do with each other at the same time', async () => {
    let [under, most] = [0, 0];
    const commands = Array.from({ length: 200 }, (_, number) =>
      command(number, `thing-${number}`, ['shared']),
    );
    await dispatchInOrder(commands, {
      send: async () => {
        under += 1;
        most = Math.max(most, under);
        await sleep(1);
        under -= 1;
      },
      signal: going(),
    });
    expect(most).toBe(200);
  });

  it('never sends a command before all are done that came a window earlier', async () => {
    const done = new Set<number>();
    let tooEarly = 0;
    const commands = Array.from({ length: WINDOW * 3 }, (_, number) => command(number, `thing-${number}`));
    await dispatchInOrder(commands, {
      send: async ({ number }) => {
        if (number >= WINDOW && !done.has(number - WINDOW)) tooEarly += 1;
        await sleep(number % 100 === 0 ? 5 : 0);
        done.add(number);
      },
      signal: going(),
    });
    expect([done.size, tooEarly]).toEqual([WINDOW * 3, 0]);
  });

  it('stops when one fails: what needs it is not sent, what is under way is finished', async () => {
    const done: number[] = [];
    const commands = [command(0, 'a'), command(1, 'b'), command(2, 'a'), command(3, 'c', ['a'])];
    const run = dispatchInOrder(commands, {
      send: async ({ number }) => {
        await sleep(number * 10);
        if (number === 0) throw new Error('no');
        done.push(number);
      },
      signal: going(),
    });
    await expect(run).rejects.toThrow('no');
    expect(done).toEqual([1]);
  });

  it('sends no more once the signal says so', async () => {
    const controller = new AbortController();
    const sent: number[] = [];
    function* endless() {
      for (let number = 0; ; number += 1) yield command(number, 'a');
    }
    await dispatchInOrder(endless(), {
      send: async ({ number }) => {
        sent.push(number);
        if (number === 20) controller.abort();
      },
      signal: controller.signal,
    });
    expect(sent).toHaveLength(21);
  });
});
