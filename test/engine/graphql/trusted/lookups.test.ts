// The rate at which unknown names are looked up, whoever asks for them.
import { GraphQLError } from 'graphql';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lookups } from '../../../../src/engine/graphql/trusted/lookups.ts';
import { LIMITS } from '../../../../src/engine/model/limits.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Of what is looked up nothing is there but what `there` has; each lookup takes as long as one says. */
function scene(takesMs = 0) {
  const asked: (readonly string[])[] = [];
  const there = new Map<string, string>();
  const { find, forget } = lookups(async (names) => {
    asked.push(names);
    await new Promise((resolve) => setTimeout(resolve, takesMs));
    return new Map(names.flatMap((name) => (there.has(name) ? [[name, there.get(name) ?? '']] : [])));
  });
  return { asked, there, find, forget };
}

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `id-${n}`);

test('a name is looked up once, however many ask for it meanwhile', async () => {
  const { asked, there, find } = scene(5);
  there.set('a', 'text');
  const found = Promise.all(Array.from({ length: 50 }, () => find('a', false)));
  await vi.advanceTimersByTimeAsync(5);
  expect(new Set(await found)).toEqual(new Set(['text']));
  expect(asked).toEqual([['a']]);
});

test('many names are looked up together, and not more often than every so many milliseconds', async () => {
  const { asked, find } = scene();
  const found = Promise.all(numbered(500).map((name) => find(name, false)));
  await vi.advanceTimersByTimeAsync(10 * LIMITS.lookupGapMs);
  expect(await found).toEqual(Array.from({ length: 500 }));
  expect(asked.map((names) => names.length)).toEqual([1, 200, 200, 99]);
  asked.length = 0;
  // A thousand a second of other names, one after the other.
  for (let n = 0; n < 1000; n += 1) {
    void find(`other-${n}`, false);
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(asked.length).toBeLessThanOrEqual(1000 / LIMITS.lookupGapMs + 1);
});

test('a name that was not found is asked for again a moment later, and at once when it is told to be there', async () => {
  const { asked, there, find, forget } = scene();
  const look = async (): Promise<string | undefined> => {
    const found = find('a', false);
    await vi.advanceTimersByTimeAsync(2 * LIMITS.lookupGapMs);
    return found;
  };
  expect(await look()).toBeUndefined();
  there.set('a', 'text');
  expect(await look()).toBeUndefined();
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(LIMITS.unknownMs);
  expect(await look()).toBe('text');
  there.delete('a');
  expect(await look()).toBeUndefined();
  there.set('a', 'text');
  forget('a');
  expect(await look()).toBe('text');
});

test('so many are remembered as not found, and no more', async () => {
  const { asked, find } = scene();
  for (const name of numbered(LIMITS.unknownIds + 1)) {
    void find(name, false);
    await vi.advanceTimersByTimeAsync(0);
  }
  await vi.advanceTimersByTimeAsync(10 * LIMITS.lookupGapMs);
  const before = asked.flat().length;
  void find('id-1', false);
  await vi.advanceTimersByTimeAsync(LIMITS.lookupGapMs);
  expect(asked.flat()).toHaveLength(before);
  void find('id-0', false);
  await vi.advanceTimersByTimeAsync(LIMITS.lookupGapMs);
  expect(asked.flat()).toHaveLength(before + 1);
});

test('more than may wait are turned away, but for those that were known', async () => {
  const { find } = scene(1000);
  const waiting = numbered(LIMITS.lookupsWaiting).map((name) => find(name, false));
  await expect(find('one more', false)).rejects.toMatchObject({
    extensions: { code: 'OVERLOADED', http: { status: 503 } },
  });
  const known = find('known', true);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await known).toBeUndefined();
  expect(await Promise.all(waiting)).toHaveLength(LIMITS.lookupsWaiting);
});

test('what reading throws is told to all who wait, and not remembered', async () => {
  let isAway = true;
  const { find } = lookups(async (names) => {
    if (isAway) throw new GraphQLError('away');
    return new Map(names.map((name) => [name, 'text']));
  });
  const found = Promise.allSettled([find('a', false), find('a', false), find('b', false)]);
  await vi.advanceTimersByTimeAsync(2 * LIMITS.lookupGapMs);
  expect((await found).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  isAway = false;
  const again = find('a', false);
  await vi.advanceTimersByTimeAsync(LIMITS.lookupGapMs);
  expect(await again).toBe('text');
});
