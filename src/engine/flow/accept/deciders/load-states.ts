// State loader of decisions: the newest state of each stream, from cache or snapshot and the tail after it.
import type { EventReader, StreamTail } from '../../../model/event-store.ts';
import type { RecordedEvent } from '../../../model/events.ts';
import type { Logger } from '../../../model/logger.ts';
import { BEFORE_FIRST, comparePositions, highestPosition, type Position } from '../../../model/position.ts';
import { SUBJECT_ERASED } from '../../../model/personal.ts';
import type { SnapshotStore } from '../../../model/snapshots.ts';
import type { StoredDocuments } from '../../../model/stored-documents.ts';
import { assumableStates, type AssumableStates } from './assumable-states.ts';
import { foldTail } from './fold-tail.ts';
import { createDocumentStates } from './document-states.ts';
import { createTailReader, type ReadTails } from './read-tails.ts';
import { createSnapshotStates } from './snapshot-states.ts';
import { stateName, type StateKey } from './state-key.ts';
import { createStateCache, type CachedState, type LoadedState } from './state-cache.ts';

export interface Loaded {
  /** All as of one moment, in the order asked for. */
  readonly states: readonly LoadedState[];
  /** ISO 8601 in UTC: that moment by the database's clock. */
  readonly now: string;
}

export interface StateLoader extends Pick<AssumableStates, 'assume' | 'doubt' | 'appended'> {
  load(keys: readonly StateKey[]): Promise<Loaded>;
  /** The state at hand, perhaps an old one; that of an empty stream if there is none. */
  peek(key: StateKey): unknown;
  /** What was believed so far is not believed again: the store turned out to be another one than it was. */
  forgetAll(): void;
  /** The same, and remembering the same, but reading tails by another reader. */
  through(reader: TailSource): StateLoader;
  /** Waits for snapshots that are being stored. */
  settle(): Promise<void>;
}

type Bases = readonly (CachedState | undefined)[];
type TailSource = Pick<EventReader, 'readStreams'>;

export interface StateLoaderOptions {
  readonly reader: EventReader;
  readonly snapshots?: SnapshotStore;
  readonly documents?: StoredDocuments;
  readonly logger: Logger;
  /** States kept in memory. */
  readonly cacheSize: number;
  /** A snapshot is stored whenever a stream has grown by as many events. */
  readonly snapshotEvery: number;
}

export function createStateLoader(options: StateLoaderOptions): StateLoader {
  const cache = createStateCache(options.cacheSize);
  const snapshots = createSnapshotStates(options);
  const { keep, clear, ...assumed } = assumableStates({ cache, snapshots, capacity: options.cacheSize });
  const documents = createDocumentStates(options);
  let seen: Position = BEFORE_FIRST;
  let epoch = 0;

  const forgetAll = (): void => {
    epoch += 1;
    clear();
  };
  const load = async (keys: readonly StateKey[], readTails: ReadTails): Promise<Loaded> => {
    const cached = keys.map((key) => cache.get(stateName(key)));
    const bases = cached.includes(undefined)
      ? await documents.fill(keys, await snapshots.fill(keys, cached))
      : cached;
    return loadFrom(keys, bases, readTails);
  };
  const loadFrom = async (keys: readonly StateKey[], bases: Bases, readTails: ReadTails): Promise<Loaded> => {
    const before = { seen, epoch };
    const since = performance.now();
    const { streams, head, now } = await readTails(keys.map((key, index) => tailAfter(key, bases[index])));
    const isOther = (tail: readonly RecordedEvent[], index: number): boolean =>
      tail[0] !== undefined && tail[0].version === bases[index]?.version;
    // The store was restored to the past: states folded from what is no more must not decide anything.
    if (comparePositions(head, before.seen) < 0 || streams.some(isOther)) {
      forgetAll();
      seen = head;
    }
    if (epoch !== before.epoch) return load(keys, readTails);
    const left = bases.map((base, index) => (hasErasure(streams[index]) ? undefined : base));
    if (left.some((base, index) => base !== bases[index])) return loadFrom(keys, left, readTails);
    seen = highestPosition(seen, head);
    const states = keys.map((key, index) => {
      const tail = streams[index] ?? [];
      const state = foldTail(key, bases[index], tail);
      keep(key, state, since);
      return state;
    });
    return { states, now };
  };

  const loaderBy = (readTails: ReadTails): StateLoader => ({
    ...assumed,
    load: (keys) => load(keys, readTails),
    peek: (key) => cache.get(stateName(key))?.state ?? key.fold.initial,
    forgetAll,
    through: (reader) => loaderBy(createTailReader(reader)),
    settle: () => snapshots.settle(),
  });
  return loaderBy(createTailReader(options.reader));
}

/** What was folded before it holds what can be read no more: such a stream is folded from its beginning. */
const hasErasure = (tail: readonly RecordedEvent[] = []): boolean =>
  tail.some(({ type }) => type === SUBJECT_ERASED);

function tailAfter({ stream }: StateKey, base: CachedState | undefined): StreamTail {
  return { stream, after: base?.version ?? 0, ...(base?.last ? { afterId: base.last.id } : {}) };
}
