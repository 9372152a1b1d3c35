// States that a decision may rest on without a look at the store. That is safe because the append compares every stream that
// is written to or was only read: a state that has moved is a conflict and never a wrong decision.
import type { StreamAppend } from '../../../model/event-store.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import { streamName, type StreamName } from '../../../model/stream.ts';
import { foldTail } from './fold-tail.ts';
import type { SnapshotStates } from './snapshot-states.ts';
import type { CachedState, LoadedState, StateCache } from './state-cache.ts';
import { stateName, type StateKey } from './state-key.ts';

/** For so long is a state taken for the newest. */
const ASSUMED_MS = 10_000;
/** A store that has not answered for so long may be away: a read that fails says that nothing was done, an append does not. */
const ANSWERED_MS = 1_000;
/** For so long are the states of a stream read each time once another process has moved it. */
const DOUBTED_MS = 10_000;

export interface AssumableStates {
  /** Undefined if one of them is not at hand, or its stream is doubted. */
  assume(keys: readonly StateKey[]): readonly LoadedState[] | undefined;
  /** An assumed state was not the newest: others write to the stream too. */
  doubt(stream: StreamName): void;
  /** @param at when it was the newest, by the clock of the process. */
  keep(key: StateKey, state: CachedState, at: number): void;
  /**
   * What a command has appended, decided on the states of `keys`.
   * @param events all of them; undefined if they are not known.
   */
  appended(
    keys: readonly StateKey[],
    streams: readonly StreamAppend[],
    events?: readonly RecordedEvent[],
  ): void;
  /** Nothing is known any more, and nothing cached. */
  clear(): void;
}

interface AssumableOptions {
  readonly cache: StateCache;
  readonly snapshots: SnapshotStates;
  /** Streams that are kept in mind. */
  readonly capacity: number;
}

export function assumableStates({ cache, snapshots, capacity }: AssumableOptions): AssumableStates {
  const known = knownStreams(capacity);
  let answeredAt = -Infinity;
  const stateOf = (key: StateKey, now: number): CachedState | undefined => {
    const { version, doubtedUntil } = known.of(key.stream);
    if (doubtedUntil > now) return undefined;
    const state = cache.get(stateName(key));
    if (!state) return version === 0 ? newState(key) : undefined;
    return state.version >= version && now - (state.newestAt ?? -Infinity) < ASSUMED_MS ? state : undefined;
  };
  const keep: AssumableStates['keep'] = (key, state, at) => {
    cache.set(stateName(key), snapshots.keep(key, { ...state, newestAt: at }));
    known.reached(key.stream, state.version);
    answeredAt = Math.max(answeredAt, at);
  };
  return {
    keep,
    assume: (keys) => {
      const now = performance.now();
      if (now - answeredAt > ANSWERED_MS) return undefined;
      const found: CachedState[] = [];
      for (const key of keys) {
        const state = stateOf(key, now);
        if (!state) return undefined;
        found.push(state);
      }
      return found;
    },
    doubt: (stream) => known.doubt(stream, performance.now() + DOUBTED_MS),
    appended: (keys, streams, events = []) => {
      answeredAt = performance.now();
      for (const { stream, expectedVersion, events: own } of streams) {
        known.reached(stream, expectedVersion + own.length);
      }
      for (const key of keys) {
        const state = stateAhead(key, cache.get(stateName(key)) ?? newState(key), events);
        if (state) keep(key, state, answeredAt);
      }
    },
    clear: () => {
      known.clear();
      cache.clear();
    },
  };
}

/** What begins with a command most likely is not there yet. */
const newState = ({ fold: { initial: state }, isNew = false }: StateKey): CachedState | undefined =>
  isNew ? { version: 0, state, snapshotAt: 0 } : undefined;

/** Undefined if nothing of it follows, or if the author's code throws: whoever loads it next meets that. */
function stateAhead(
  key: StateKey,
  base: CachedState | undefined,
  events: readonly RecordedEvent[],
): CachedState | undefined {
  const tail = events.filter(({ category, streamId }) => streamName(category, streamId) === key.stream);
  if (tail.length === 0 || tail[0]?.version !== (base?.version ?? NaN) + 1) return undefined;
  try {
    return foldTail(key, base, tail);
  } catch {
    return undefined;
  }
}

interface Known {
  /** To which the stream has come at least. */
  readonly version: number;
  /** By the clock of the process. */
  readonly doubtedUntil: number;
}

const UNKNOWN: Known = { version: 0, doubtedUntil: -Infinity };

/** Those that were heard of last. */
function knownStreams(capacity: number) {
  const known = new Map<StreamName, Known>();
  const of = (stream: StreamName): Known => known.get(stream) ?? UNKNOWN;
  const change = (stream: StreamName, changed: Partial<Known>): void => {
    const before = of(stream);
    known.delete(stream);
    known.set(stream, { ...before, ...changed });
    const [oldest] = known.keys();
    if (known.size > capacity && oldest !== undefined) known.delete(oldest);
  };
  return {
    of,
    doubt: (stream: StreamName, doubtedUntil: number): void => change(stream, { doubtedUntil }),
    reached: (stream: StreamName, version: number): void => {
      if (version > of(stream).version) change(stream, { version });
    },
    clear: () => known.clear(),
  };
}
