// Notices within the process: what a commit says is heard before the commit has come back.
import { createListenerRegistry } from '../../flow/read/notices/listener-registry.ts';
import { createResyncClock } from '../../flow/read/notices/resync-clock.ts';
import type { LaneStore } from '../../model/documents.ts';
import type { Lane } from '../../model/lane.ts';
import type { Logger } from '../../model/logger.ts';
import type { NoticeSource } from '../../model/notices.ts';
import type { MemoryLaneStore } from '../../stores/memory/memory-lane-store.ts';

export interface MemoryNotices extends NoticeSource {
  /** The same store; what it has to say is delivered here. */
  notifying(documents: MemoryLaneStore): LaneStore;
  close(): void;
}

/** Nothing gets lost here; the comparisons of the real source go on all the same. */
const BETWEEN = [10_000, 15_000] as const;

export function memoryNotices(lanes: readonly Lane[], logger: Logger): MemoryNotices {
  const registry = createListenerRegistry(lanes, logger);
  const clock = createResyncClock({ between: BETWEEN, onTick: () => {}, logger });
  return {
    ready: async () => {},
    onLane: (lane, listener) => registry.ofLane(lane).onLane(listener),
    onDocument: (projection, id, listener) => registry.ofDocument(projection, id).onDocument(id, listener),
    onResync: clock.onResync,
    notifying: (documents) => {
      const deliver = (): void => {
        for (const notice of documents.notices.splice(0)) {
          registry.ofLane(notice).deliver(notice);
          if (notice.switched) clock.resync();
        }
      };
      return {
        ...documents,
        commit: async (commit) => documents.commit(commit).finally(deliver),
        goLive: async (...args) => documents.goLive(...args).finally(deliver),
      };
    },
    close: clock.close,
  };
}
