// The time for which known texts of trusted documents are believed.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { knownTexts } from '../../../../src/engine/graphql/trusted/known-texts.ts';
import { SlipstreamError } from '../../../../src/engine/model/errors.ts';
import { LIMITS } from '../../../../src/engine/model/limits.ts';
import { sha256 } from '../../../support/trusted-documents.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function scene() {
  const world = {
    stored: new Map([['a', '{ a }']]),
    shared: new Map<string, string>(),
    isAway: false,
    reads: 0,
  };
  const kept: string[] = [];
  const texts = knownTexts({
    stored: {
      read: async (names) => {
        world.reads += 1;
        if (world.isAway) throw new SlipstreamError('STORE_UNAVAILABLE', 'away');
        return new Map([...world.stored].filter(([name]) => names.includes(name)));
      },
    },
    shared: {
      read: async (hashes) => new Map([...world.shared].filter(([hash]) => hashes.includes(hash))),
      keep: (hash) => void kept.push(hash),
    },
  });
  /** Whether it was waited for, and what was found. */
  const find = async (name: string): Promise<readonly [boolean, string | undefined]> => {
    const found = texts.find(name);
    await vi.advanceTimersByTimeAsync(2 * LIMITS.lookupGapMs);
    return [typeof found !== 'string', await found];
  };
  return { world, kept, texts, find };
}

test('a stored text is looked up once, and is then there at once', async () => {
  const { world, find } = scene();
  expect(await find('a')).toEqual([true, '{ a }']);
  for (let n = 0; n < 10; n += 1) expect(await find('a')).toEqual([false, '{ a }']);
  expect(world.reads).toBe(1);
});

test('it is looked at again beside its use when a few seconds have passed', async () => {
  const { world, find } = scene();
  await find('a');
  await vi.advanceTimersByTimeAsync(LIMITS.trustedFreshMs);
  expect(await find('a')).toEqual([false, '{ a }']);
  expect(world.reads).toBe(2);
  world.stored.clear();
  await vi.advanceTimersByTimeAsync(LIMITS.trustedFreshMs);
  expect(await find('a')).toEqual([false, '{ a }']);
  expect(await find('a')).toEqual([true, undefined]);
});

test('one that nobody has asked for lately is looked at before it is used, so that none is used after it was removed', async () => {
  const { world, find } = scene();
  await find('a');
  await vi.advanceTimersByTimeAsync(LIMITS.trustedMostMs);
  expect(await find('a')).toEqual([true, '{ a }']);
  world.stored.clear();
  await vi.advanceTimersByTimeAsync(LIMITS.trustedMostMs);
  expect(await find('a')).toEqual([true, undefined]);
});

test('while the database is away those that are known go on, and others are said to be unknown to nobody', async () => {
  const { world, find, texts } = scene();
  await find('a');
  world.isAway = true;
  await vi.advanceTimersByTimeAsync(2 * LIMITS.trustedMostMs);
  expect(await find('a')).toEqual([true, '{ a }']);
  // One has waited for it, and the others do not.
  for (let n = 0; n < 10; n += 1) {
    expect(await find('a')).toEqual([false, '{ a }']);
    await vi.advanceTimersByTimeAsync(LIMITS.trustedFreshMs);
  }
  const other = Promise.resolve(texts.find('b')).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(2 * LIMITS.lookupGapMs);
  expect(await other).toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

test('a text of others is believed only if it has the hash', async () => {
  const { world, find } = scene();
  const [hash, wrong] = [sha256('{ b }'), sha256('{ c }')];
  world.shared = new Map([
    [hash, '{ b }'],
    [wrong, '{ b }'],
  ]);
  expect(await find(hash)).toEqual([true, '{ b }']);
  expect(await find(hash)).toEqual([false, '{ b }']);
  expect(await find(wrong)).toEqual([true, undefined]);
});

test('what is registered is there at once, though it was just looked for in vain, and is told to others', async () => {
  const { kept, find, texts } = scene();
  const hash = sha256('{ d }');
  expect(await find(hash)).toEqual([true, undefined]);
  texts.register(hash, '{ d }');
  expect(await find(hash)).toEqual([false, '{ d }']);
  expect(kept).toEqual([hash]);
});

test('registering pushes nothing out that is stored, and is bounded', async () => {
  const { find, texts, world } = scene();
  await find('a');
  const long = 'x'.repeat(60_000);
  const hashes = Array.from({ length: 100 }, (_, n) => sha256(String(n)));
  for (const hash of hashes) texts.register(hash, long);
  const known = hashes.filter((hash) => texts.isRegistered(hash, long));
  expect(known.length).toBeGreaterThan(50);
  expect(2 * 60_000 * known.length).toBeLessThan(LIMITS.registeredBytes);
  expect(await find('a')).toEqual([false, '{ a }']);
  expect(world.reads).toBe(1);
});
