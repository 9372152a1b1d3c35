// The adoption of read models under keys without the store's name: done once by a worker, before its lanes.
import type { EventReader } from '../engine/model/event-store.ts';
import type { Lane } from '../engine/model/lane.ts';
import type { Logger } from '../engine/model/logger.ts';
import { adoptOldKeys } from '../engine/runtime.ts';

interface AdoptionOptions {
  readonly reader: Pick<EventReader, 'incarnation'>;
  readonly lanes: readonly Lane[];
  readonly logger: Logger;
}

export function adoption(
  store: Parameters<typeof adoptOldKeys>[0],
  { reader, lanes, logger }: AdoptionOptions,
): () => Promise<void> {
  return async () => {
    const { adopted, removed } = await adoptOldKeys(store, {
      lanes,
      incarnation: await reader.incarnation(),
    });
    if (adopted + removed > 0) {
      logger.info({ adopted, removed }, 'Keys of the old form were taken over, or removed.');
    }
  };
}
