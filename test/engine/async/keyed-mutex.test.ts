import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKeyedMutex, type Held } from '../../../src/engine/async/keyed-mutex.ts';

const pause = () => new Promise((resolve) => setImmediate(resolve));

describe('a keyed mutex', () => {
  test('lets in one at a time per key, in the order of asking', async () => {
    const exclusive = createKeyedMutex();
    const log: string[] = [];
    const run = (name: string, keys: readonly string[]) =>
      exclusive(keys, async () => {
        log.push(`${name} in`);
        await pause();
        log.push(`${name} out`);
      });
    await Promise.all([run('1', ['a']), run('2', ['a']), run('3', ['b']), run('4', ['a', 'b', 'a'])]);
    const of = (...names: readonly string[]) => log.filter((line) => names.includes(line.slice(0, 1)));
    expect(of('1', '2', '4')).toEqual(['1 in', '1 out', '2 in', '2 out', '4 in', '4 out']);
    expect(of('3', '4')).toEqual(['3 in', '3 out', '4 in', '4 out']);
    expect(log.indexOf('3 in')).toBeLessThan(log.indexOf('1 out'));
  });

  test('is free again after an error', async () => {
    const exclusive = createKeyedMutex();
    await expect(exclusive(['a'], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await exclusive(['a'], async () => 'in')).toBe('in');
  });

  test('takes more only if nobody has it or waits for it, all or none', async () => {
    const exclusive = createKeyedMutex();
    let held: Held | undefined;
    let leave = (): void => {};
    const first = exclusive(['a'], (mine) => {
      held = mine;
      return new Promise<void>((resolve) => {
        leave = resolve;
      });
    });
    await pause();
    await exclusive(['b'], async (other) => {
      expect(other.tryTake(['c', 'a'])).toBe(false);
      expect(held?.tryTake(['c', 'a'])).toBe(true);
      expect(other.tryTake(['c'])).toBe(false);
      expect(other.tryTake(['b', 'd'])).toBe(true);
    });
    const late = exclusive(['c'], async () => 'late');
    leave();
    await first;
    expect(await late).toBe('late');
    expect(await exclusive(['a', 'b', 'c', 'd'], async () => 'all')).toBe('all');
  });

  test('lets in together those who share a key, but nobody past one who waits to have it alone', async () => {
    const exclusive = createKeyedMutex();
    const log: string[] = [];
    const run = (name: string, keys: readonly string[], shared: readonly string[] = []) =>
      exclusive(
        keys,
        async () => {
          log.push(`${name} in`);
          await pause();
          log.push(`${name} out`);
        },
        shared,
      );
    await Promise.all([
      run('1', [], ['a']),
      run('2', ['b'], ['a']),
      run('3', ['a'], ['a']),
      run('4', [], ['a']),
      run('5', [], ['a']),
    ]);
    expect(log).toEqual([
      ...['1 in', '2 in', '1 out', '2 out'],
      ...['3 in', '3 out'],
      ...['4 in', '5 in', '4 out', '5 out'],
    ]);
    await exclusive(['b'], async ({ tryTake }) => expect(tryTake(['a'])).toBe(false), ['a']);
    await exclusive(['b'], async ({ tryTake }) => expect(tryTake(['a'])).toBe(true));
  });

  test('never lets two in together, and never blocks, whoever wants what', async () => {
    const keys = fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(keys, keys, fc.nat(3)), { maxLength: 20 }), async (tasks) => {
        const exclusive = createKeyedMutex();
        const inside = new Set<string>();
        const work = async (wanted: readonly string[], pauses: number): Promise<void> => {
          for (const key of wanted) {
            expect(inside.has(key)).toBe(false);
            inside.add(key);
          }
          for (let n = 0; n < pauses; n += 1) await pause();
          for (const key of wanted) inside.delete(key);
        };
        await Promise.all(
          tasks.map(async ([first, more, pauses]) => {
            const both = [...new Set([...first, ...more])];
            const done = await exclusive(first, async ({ tryTake }) => {
              if (!tryTake(more)) return false;
              await work(both, pauses);
              return true;
            });
            if (!done) await exclusive(both, () => work(both, pauses));
          }),
        );
        expect(inside.size).toBe(0);
      }),
    );
  });
});
