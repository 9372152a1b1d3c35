// Snapshots of long streams for decisions: states are stored beside the events, and loaded when the cache has none.
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../model/json.ts';
import type { Logger } from '../../../model/logger.ts';
import { createBatcher } from '../../../async/batcher.ts';
import type { SnapshotKey, SnapshotStore, StoredSnapshot } from '../../../model/snapshots.ts';
import { storableJson } from '../event-store/storable.ts';
import type { StateKey } from './state-key.ts';
import type { CachedState } from './state-cache.ts';

const NOT_PLAIN = 'the state of a long stream is not plain JSON, so no snapshot of it can be kept';

export interface SnapshotStates {
  /** `cached`, with stored snapshots in its gaps. */
  fill(
    keys: readonly StateKey[],
    cached: readonly (CachedState | undefined)[],
  ): Promise<readonly (CachedState | undefined)[]>;
  /** Stores the state if it is time for it, without waiting; returns what the cache should hold. */
  keep(key: StateKey, state: CachedState): CachedState;
  settle(): Promise<void>;
}

export interface SnapshotStatesOptions {
  readonly snapshots?: SnapshotStore;
  readonly logger: Logger;
  /** Events, for folds that do not say it themselves. */
  readonly snapshotEvery: number;
}

export function createSnapshotStates({
  snapshots,
  logger,
  snapshotEvery,
}: SnapshotStatesOptions): SnapshotStates {
  if (!snapshots)
    return { fill: async (_keys, cached) => cached, keep: (_key, state) => state, settle: async () => {} };
  const find = createBatcher<SnapshotKey, { readonly found: StoredSnapshot | undefined }>({
    run: async (keys) => (await snapshots.load(keys)).map((found) => ({ found })),
    take: (waiting) => waiting,
    maxInFlight: 2,
    isolates: () => false,
  });
  const saving = new Set<Promise<void>>();

  const save = async ({ stream, fold }: StateKey, { version, state, last }: CachedState): Promise<void> => {
    const plain = plainJson(state);
    if (plain === undefined) logger.warn({ stream }, NOT_PLAIN);
    if (plain === undefined || !last) return;
    await snapshots
      .save({ stream, foldId: fold.id, version, lastEventId: last.id, state: plain })
      .catch((error: unknown) =>
        logger.warn({ stream, error: String(error) }, 'a snapshot could not be stored'),
      );
  };

  return {
    fill: (keys, cached) =>
      Promise.all(
        keys.map(async ({ stream, fold, isNew = false }, index) => {
          const known = cached[index];
          if (known || isNew || !fold.keepsSnapshots) return known;
          const { found } = await find({ stream, foldId: fold.id });
          return found && stateOf(found);
        }),
      ),
    keep: (key, state) => {
      const { keepsSnapshots, snapshotEvery: every = snapshotEvery } = key.fold;
      if (!keepsSnapshots || state.version - state.snapshotAt < every) return state;
      const saved = save(key, state).finally(() => saving.delete(saved));
      saving.add(saved);
      return { ...state, snapshotAt: state.version };
    },
    settle: async () => {
      await Promise.all(saving);
    },
  };
}

function stateOf({ version, state, lastEventId: id, occurredAt }: StoredSnapshot): CachedState {
  return { version, state, last: { id, occurredAt }, snapshotAt: version };
}

/** The state as JSON gives it back, if that is the same: a Map or a Date in it would come back as something else. */
function plainJson(state: unknown): Json | undefined {
  const text = storableJson(state);
  if (text === undefined) return undefined;
  const plain: Json = JSON.parse(text);
  return isDeepStrictEqual(plain, state) ? plain : undefined;
}
