// The adoption of read models under keys without the store's name: done once by a worker, before its lanes.
import type { EventReader } from '../../model/event-store.ts';
import type { Lane } from '../../model/lane.ts';
import type { Logger } from '../../model/logger.ts';
import { adoptOldKeys } from '../../stores/redis/adopt-old-keys.ts';

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
