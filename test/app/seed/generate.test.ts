import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { modules } from '../../../src/app/modules.ts';
import { seedCommands, type SeedCommand } from '../../../src/app/seed/generate.ts';
import { planShop, UNTIL } from '../../../src/app/seed/shop.ts';
import { DAY } from '../../../src/app/seed/steps.ts';
import { streamFieldOf, type CommandSpec } from '../../../src/engine/definitions/commands.ts';
import { ID_PATTERN } from '../../../src/engine/model/stream.ts';

const specs = new Map<string, CommandSpec>(
  modules.flatMap(({ deciders }) => deciders).flatMap(({ commands }) => Object.entries(commands.specs)),
);
const commandsOf = (seed: number, orders: number): readonly SeedCommand[] => [
  ...seedCommands(planShop({ seed, orders })),
];
const hashOf = (commands: readonly SeedCommand[]): string =>
  createHash('sha256').update(JSON.stringify(commands)).digest('hex');
const countBy = (names: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};
/** The part of all that falls to the busiest tenth. */
function partOfBusiest(names: readonly string[], among: number): number {
  const counts = [...countBy(names).values()].sort((a, b) => b - a);
  const busiest = counts.slice(0, Math.ceil(among / 10));
  return busiest.reduce((sum, count) => sum + count, 0) / names.length;
}

const ORDERS = 3000;
const shop = planShop({ seed: 1, orders: ORDERS });
const commands = commandsOf(1, ORDERS);
const Items = z.array(z.object({ productId: z.string() }));

describe('the commands of a generated shop', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(hashOf(commandsOf(1, ORDERS))).toBe(hashOf(commands));
    expect(hashOf(commandsOf(2, ORDERS))).not.toBe(hashOf(commands));
    const mine = new Set([
      ...commands.map(({ commandId }) => commandId),
      ...commands.map(({ changes }) => changes),
    ]);
    const others = [...commandsOf(2, 100), ...commandsOf(1, 100)];
    expect(others.filter(({ commandId, changes }) => mine.has(commandId) || mine.has(changes))).toEqual([]);
  });

  it('are such as a client may send, one after the other, each with an id of its own', () => {
    const anyShop = fc.record({
      seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      orders: fc.integer({ min: 1, max: 150 }),
    });
    fc.assert(
      fc.property(anyShop, ({ seed, orders }) => {
        const all = commandsOf(seed, orders);
        let last = 0;
        for (const [index, { at, number, commandId, command, input, changes }] of all.entries()) {
          const spec = specs.get(command);
          if (!spec) throw new Error(`There is no command ${command}.`);
          const { error } = spec.input.strict().safeParse(input);
          if (error) throw new Error(`${command} ${JSON.stringify(input)}: ${error.message}`);
          expect([number, input[streamFieldOf(spec).field]]).toEqual([index, changes]);
          expect(changes).toMatch(ID_PATTERN);
          expect(z.uuid().safeParse(commandId).success).toBe(true);
          expect(at >= last && at < UNTIL).toBe(true);
          last = at;
        }
        expect(new Set(all.map(({ commandId }) => commandId)).size).toBe(all.length);
        expect(all.flatMap(({ order }) => order ?? [])).toEqual(
          Array.from({ length: orders }, (_, order) => order),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('are of every kind but those that others give', () => {
    const given = countBy(commands.map(({ command }) => command));
    for (const category of ['customer', 'product', 'order', 'account']) {
      const decider = modules.flatMap(({ deciders }) => deciders).find((each) => each.category === category);
      const names = Object.keys(decider?.commands.specs ?? {});
      expect(names.length).toBeGreaterThan(0);
      expect(names.filter((name) => !given.has(name))).toEqual([]);
    }
  });

  it('mostly deliver old orders, and leave the last ones open', () => {
    const last = new Map<string, string>();
    const born = new Map<string, number>();
    const wasPaid = new Set<string>();
    for (const { command, changes, order, at } of commands) {
      if (order !== undefined) born.set(changes, at);
      if (!born.has(changes)) continue;
      last.set(changes, command);
      if (command === 'payOrder') wasPaid.add(changes);
    }
    const ends = (from: number, to: number) =>
      [...last].flatMap(([id, command]) => {
        const age = (UNTIL - (born.get(id) ?? 0)) / DAY;
        return age >= from && age < to
          ? [command === 'cancelOrder' && wasPaid.has(id) ? 'cancelPaid' : command]
          : [];
      });
    const old = countBy(ends(40, Infinity));
    const part = (name: string) =>
      (old.get(name) ?? 0) / [...old.values()].reduce((sum, count) => sum + count, 0);
    expect(new Set(old.keys())).toEqual(new Set(['deliverOrder', 'cancelOrder', 'cancelPaid']));
    expect(part('deliverOrder')).toBeGreaterThan(0.85);
    expect(part('cancelOrder')).toBeGreaterThan(0.03);
    expect(part('cancelPaid')).toBeGreaterThan(0.01);
    const recent = countBy(ends(0, 4));
    expect(recent.get('payOrder')).toBeGreaterThan(0);
    expect(recent.get('shipOrder')).toBeGreaterThan(0);
    expect(recent.get('deliverOrder') ?? 0).toBeLessThan(recent.get('shipOrder') ?? 0);
    const unpaid = commandsOf(1, ORDERS).filter(
      ({ order, changes }) => order !== undefined && last.get(changes) === 'createOrder',
    );
    expect(unpaid.length).toBeGreaterThan(0);
  });

  it('come from few customers and are about few products more than about the others', () => {
    const creations = commands.filter(({ order }) => order !== undefined);
    const buyers = creations.map(({ input }) => z.string().parse(input['customerId']));
    const bought = creations.flatMap(({ input }) =>
      Items.parse(input['items']).map(({ productId }) => productId),
    );
    expect(partOfBusiest(buyers, shop.customers)).toBeGreaterThan(0.25);
    expect(partOfBusiest(bought, shop.products)).toBeGreaterThan(0.3);
    expect(new Set(buyers).size).toBeGreaterThan(shop.customers / 2);
  });

  it('name people as they are called, also beyond ASCII', () => {
    const names = commands.flatMap(({ command, input }) =>
      command === 'registerCustomer' ? [input['name']] : [],
    );
    expect(names.filter((name) => /\P{ASCII}/u.test(String(name))).length).toBeGreaterThan(50);
  });

  it('are not kept: a large shop begins at once', () => {
    const { value } = seedCommands(planShop({ seed: 1, orders: 10_000_000 })).next();
    expect(value).toMatchObject({ number: 0, command: 'listProduct' });
  });
});
