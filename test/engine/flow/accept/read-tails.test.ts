import { expect, test } from 'vitest';
import { createTailReader } from '../../../../src/engine/flow/accept/deciders/read-tails.ts';
import { SlipstreamError } from '../../../../src/engine/model/errors.ts';
import type { EventReader, StreamTail } from '../../../../src/engine/model/event-store.ts';
import { memoryEventReader } from '../../../support/memory-event-reader.ts';
import { opened } from '../../../support/appends.ts';

const tail = (id: string, after = 0): StreamTail => ({ stream: `counter/${id}`, after });

test('what is asked for at the same time is read together, each tail once', async () => {
  const store = memoryEventReader();
  store.append('a', opened('1'), opened('2'));
  store.append('b', opened('3'));
  const asked: (readonly StreamTail[])[] = [];
  const watched: EventReader = {
    ...store,
    readStreams: (tails) => {
      asked.push(tails);
      return store.readStreams(tails);
    },
  };
  const read = createTailReader(watched);
  const results = await Promise.all([
    read([tail('a'), tail('b')]),
    read([tail('b'), tail('a', 1)]),
    read([tail('none')]),
  ]);
  expect(asked).toEqual([[tail('a'), tail('b'), tail('a', 1), tail('none')]]);
  expect(results.map(({ head }) => head)).toEqual(['3', '3', '3']);
  expect(
    results.map(({ streams }) => streams.map((events) => events.map(({ position }) => position))),
  ).toEqual([[['1', '2'], ['3']], [['3'], ['2']], [[]]]);
});

test('very many are read in several statements, but never the streams of one command', async () => {
  const store = memoryEventReader();
  const sizes: number[] = [];
  const read = createTailReader({
    ...store,
    readStreams: (tails) => {
      sizes.push(tails.length);
      return store.readStreams(tails);
    },
  });
  const many = (from: number, count: number) => Array.from({ length: count }, (_, n) => tail(`s${from + n}`));
  await Promise.all([read(many(0, 1_500)), read(many(2_000, 600)), read(many(3_000, 600))]);
  expect(sizes).toEqual([1_500, 600, 600]);
});

test('an unreadable stream fails those who asked for it; a store that is away fails all', async () => {
  const store = memoryEventReader();
  let error = new SlipstreamError('UNKNOWN_EVENT_TYPE', 'strange');
  let calls = 0;
  const read = createTailReader({
    ...store,
    readStreams: (tails) => {
      calls += 1;
      const strange = tails.some(({ stream }) => stream === 'counter/strange');
      return strange ? Promise.reject(error) : store.readStreams(tails);
    },
  });
  const both = () => Promise.allSettled([read([tail('fine')]), read([tail('strange')])]);
  expect((await both()).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(calls).toBe(3);
  error = new SlipstreamError('STORE_UNAVAILABLE', 'away');
  expect((await both()).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(calls).toBe(4);
});
