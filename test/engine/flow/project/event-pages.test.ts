import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createEventPages } from '../../../../src/engine/flow/project/projectors/event-pages.ts';
import { TallyEvents } from '../../../support/counter-domain.ts';
import { memoryEventReader } from '../../../support/memory-event-reader.ts';

const { TallyMarked } = TallyEvents;

function setUp(count: number, keptBytes = 1e9) {
  const reader = memoryEventReader();
  const append = (): void => reader.append('t1', TallyMarked({ mark: 'x' }));
  for (let n = 0; n < count; n += 1) append();
  const pages = createEventPages({ reader, eventsPerPage: 10, keptBytes });
  const idAt = (position: number): string => reader.events[position - 1]?.id ?? '';
  const after = async (position: number) => pages.after(String(position), idAt(position));
  return { reader, append, pages, after, idAt };
}

const positions = ({ events }: { readonly events: readonly { readonly position: string }[] }) =>
  events.map(({ position }) => Number(position));

describe('pages of the event store', () => {
  test('lead from any position to the head', async () => {
    for (const count of [0, 1, 9, 10, 11, 19, 20, 35]) {
      const { after } = setUp(count);
      for (let start = 0; start <= count; start += 1) {
        const found: number[] = [];
        for (let at = start, atHead = false; !atHead; at = found.at(-1) ?? start) {
          const page = await after(at);
          expect(page.stands).toBe(true);
          expect(page.events.length > 0 || page.atHead).toBe(true);
          found.push(...positions(page));
          atHead = page.atHead;
        }
        expect(found).toEqual(Array.from({ length: count - start }, (_, index) => start + index + 1));
      }
    }
  });

  test('are read once for many who ask for the same', async () => {
    const { reader, after } = setUp(95);
    for (const at of [0, 9, 19, 29, 39, 49, 59, 69, 79, 89]) {
      await Promise.all(Array.from({ length: 20 }, () => after(at)));
    }
    // Ten pages, and once more for the last one, which is not full.
    expect(reader.reads()).toBeLessThanOrEqual(12);
  });

  test('are read ahead, wherever one asks from, so that nobody waits for a full one', async () => {
    const { reader, after } = setUp(55);
    for (const [at, pages] of [
      [0, 2],
      [4, 2],
      [9, 3],
      [19, 4],
      [29, 5],
    ] as const) {
      await after(at);
      await expect.poll(() => reader.reads(), { message: `after ${at}` }).toBe(pages);
    }
  });

  test('are read once for those who are kept together, however fast one of them is', async () => {
    const { reader, idAt } = setUp(205);
    const readFrom = async (position: string, limit: number) => {
      await sleep(5);
      return reader.readFrom(position, limit);
    };
    const incarnation = () => reader.incarnation();
    const pages = createEventPages({
      reader: { readFrom, incarnation },
      eventsPerPage: 10,
      keptBytes: 60_000,
    });
    const follow = async (pauseMs: number): Promise<void> => {
      const follower = pages.join('filled', 5000);
      for (let at = 0, atHead = false; !atHead;) {
        await sleep(pauseMs);
        const page = await pages.after(String(at), idAt(at), follower);
        at = Number(page.events.at(-1)?.position ?? at);
        atHead = page.atHead;
      }
      follower.leave();
    };
    await Promise.all([0, 0, 1, 15].map(follow));
    // Twenty-one pages, and the last one, which is not full, for each follower anew.
    expect(reader.reads()).toBeLessThanOrEqual(30);
  });

  test('begin where they should, also behind one that was not full when it was read', async () => {
    const { append, after } = setUp(5);
    expect(positions(await after(0))).toHaveLength(5);
    for (let n = 0; n < 10; n += 1) append();
    // Another worker has brought a lane over the end of the page; then comes one that has only reached it.
    expect(positions(await after(12))).toEqual([13, 14, 15]);
    expect(positions(await after(9))).toEqual([10, 11, 12, 13, 14, 15]);
  });

  test('never miss an event that was there when the question was asked', async () => {
    const { reader, append } = setUp(5);
    let held: (() => void) | undefined;
    const slow = {
      incarnation: reader.incarnation,
      readFrom: async (position: string, limit: number) => {
        const rows = await reader.readFrom(position, limit);
        await new Promise<void>((resolve) => {
          held = resolve;
        });
        return rows;
      },
    };
    const pages = createEventPages({ reader: slow, eventsPerPage: 10 });
    const first = pages.after('0', '');
    await expect.poll(() => held).toBeDefined();
    append();
    const second = pages.after('0', '');
    const third = pages.after('0', '');
    const release = (): void => {
      const resolve = held;
      held = undefined;
      resolve?.();
    };
    release();
    expect(positions(await first)).toHaveLength(5);
    await expect.poll(() => held).toBeDefined();
    release();
    expect(positions(await second)).toHaveLength(6);
    expect(positions(await third)).toHaveLength(6);
    expect(reader.reads()).toBe(2);
  });

  test.each([4, 9, 10, 14, 20])('notice when the event at %i is another one, or gone', async (position) => {
    for (const grownTo of [position - 1, position, 25]) {
      const { reader, append, after, pages, idAt } = setUp(20);
      for (const at of [0, 9, 19]) await after(at);
      const id = idAt(position);
      reader.restoreTo(position - 1);
      while (reader.events.length < grownTo) append();
      let answer = await pages.after(String(position), id);
      // What was read before may be believed until the head is asked for.
      for (
        let at = position;
        answer.stands && !answer.atHead;
        at = Number(answer.events.at(-1)?.position ?? at)
      ) {
        answer = await pages.after(String(at), answer.events.at(-1)?.id ?? id);
      }
      expect(answer).toEqual({ stands: false, events: [], atHead: false });
    }
  });

  test('do not lead on from the end of a page of a past that is gone', async () => {
    const { reader, append, pages, after, idAt } = setUp(19);
    expect(await after(19)).toMatchObject({ stands: true, atHead: true });
    const id = idAt(19);
    reader.restoreTo(12);
    while (reader.events.length < 25) append();
    expect(await pages.after('19', id)).toEqual({ stands: false, events: [], atHead: false });
    expect(positions(await after(19))).toEqual([20, 21, 22, 23, 24, 25]);
  });

  test('keep no more than they may', async () => {
    const { reader, after } = setUp(100, 30_000);
    for (const at of [0, 9, 19, 29, 39, 49, 59, 69, 79]) await after(at);
    const before = reader.reads();
    await after(79);
    expect(reader.reads(), 'the last ones are there').toBe(before);
    await after(0);
    expect(reader.reads(), 'the first ones are not').toBeGreaterThan(before);
  });

  test('say so when a position is missing, instead of going over it', async () => {
    const { reader } = setUp(8);
    const holed = {
      incarnation: reader.incarnation,
      readFrom: async (position: string, limit: number) =>
        (await reader.readFrom(position, limit)).filter((event) => event.position !== '5'),
    };
    const pages = createEventPages({ reader: holed, eventsPerPage: 10 });
    await expect(pages.after('0', '')).rejects.toMatchObject({
      code: 'POSITIONS_NOT_DENSE',
      details: { expected: '5', found: '6' },
    });
  });

  test('pass a failure on to everyone who asked, and try again for the next', async () => {
    const { reader } = setUp(3);
    let broken = true;
    const flaky = {
      incarnation: () => (broken ? Promise.reject(new Error('away')) : reader.incarnation()),
      readFrom: (position: string, limit: number) =>
        broken ? Promise.reject(new Error('away')) : reader.readFrom(position, limit),
    };
    const pages = createEventPages({ reader: flaky });
    const asked = await Promise.allSettled([pages.after('0', ''), pages.after('0', ''), pages.incarnation()]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    broken = false;
    expect(positions(await pages.after('0', ''))).toEqual([1, 2, 3]);
    expect(await pages.incarnation()).toBe(await reader.incarnation());
  });
});
