// The event store in memory as a read meets it: with a known incarnation, and every call counted.
import type { EventReader } from '../../src/engine/model/event-store.ts';
import { memoryEventReader, type MemoryEventReader } from './memory-event-reader.ts';

const NO_CALLS = { incarnation: 0, head: 0, positionBefore: 0, readFrom: 0, readStreams: 0 };

export interface MemoryStore extends Pick<MemoryEventReader, 'append' | 'events'>, EventReader {
  /** Another store takes its place, with the same events. */
  become(incarnation: string): void;
  readonly calls: Record<keyof typeof NO_CALLS, number>;
}

export const FIRST_INCARNATION = '01890a5d-ac96-774b-bcce-b302099a8057';
export const OTHER_INCARNATION = '11111111-ac96-774b-bcce-b302099a8057';

export function createMemoryStore(): MemoryStore {
  const { append, events, head, positionBefore, readFrom, readStreams } = memoryEventReader();
  const calls = { ...NO_CALLS };
  let current = FIRST_INCARNATION;

  const counted =
    <Args extends unknown[], Result>(name: keyof typeof NO_CALLS, call: (...args: Args) => Result) =>
    (...args: Args): Result => {
      calls[name] += 1;
      return call(...args);
    };
  return {
    append,
    events,
    calls,
    become: (incarnation) => {
      current = incarnation;
    },
    incarnation: counted('incarnation', async () => current),
    head: counted('head', head),
    positionBefore: counted('positionBefore', positionBefore),
    readFrom: counted('readFrom', readFrom),
    readStreams: counted('readStreams', readStreams),
  };
}
