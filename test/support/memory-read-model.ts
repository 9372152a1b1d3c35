// A read model made of memory: documents with the checkpoint of their lane, and notices that are sent, held back or
// lost as the test says.
import type {
  DocumentKey,
  DocumentRead,
  DocumentReader,
  StoredDocument,
} from '../../src/engine/model/documents.ts';
import { SlipstreamError } from '../../src/engine/model/errors.ts';
import { laneName, laneOf, type Lane } from '../../src/engine/model/lane.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import type { LaneNotice, NoticeSource } from '../../src/engine/model/notices.ts';
import { highestPosition, type Position } from '../../src/engine/model/position.ts';
import { createListenerRegistry } from '../../src/engine/flow/read/notices/listener-registry.ts';
import { createResyncClock } from '../../src/engine/flow/read/notices/resync-clock.ts';
import { FIRST_INCARNATION } from './memory-store.ts';

type Written = Omit<StoredDocument, 'body'> & {
  readonly body?: StoredDocument['body'];
  readonly eventTypes?: string[];
};

export interface MemoryReadModel {
  readonly documents: DocumentReader;
  readonly notices: NoticeSource;
  /** Stores documents of one lane and moves its checkpoint; the notice that says so. */
  commit(lane: Lane, documents: readonly Written[], checkpoint?: Position): LaneNotice;
  publish(notice: LaneNotice): void;
  /** As after a reconnect. */
  resync(): void;
  setLane(lane: Lane, state: Partial<Omit<DocumentRead, 'document'>>): void;
  setAway(away: boolean): void;
  /** Runs before a read looks, and between looking and answering. */
  delay: { before: () => Promise<void>; after: () => Promise<void> };
  /** How often `documents.read` was called, and with how many keys altogether. */
  readonly reads: { calls: number; keys: number };
  /** Listeners to lanes, documents and comparisons at present. */
  listeners(): number;
}

const none = async (): Promise<void> => {};

export function createMemoryReadModel(lanes: readonly Lane[]): MemoryReadModel {
  const registry = createListenerRegistry(lanes, silentLogger);
  const clock = createResyncClock({ between: [1e6, 1e6], onTick: () => {}, logger: silentLogger });
  const states = new Map<string, Omit<DocumentRead, 'document'>>();
  const stored = new Map<string, StoredDocument>();
  const reads = { calls: 0, keys: 0 };
  const delay = { before: none, after: none };
  let listening = 0;
  let away = false;

  const lanesOf = (projection: string) => lanes.filter((lane) => lane.projection === projection).length;
  const stateOf = (lane: Lane) =>
    states.get(laneName(lane)) ?? { state: 'live' as const, checkpoint: '0', incarnation: FIRST_INCARNATION };
  const look = ({ projection, id }: DocumentKey): DocumentRead => ({
    ...stateOf({ projection, lane: laneOf(id, lanesOf(projection)) }),
    document: stored.get(`${projection}/${id}`) ?? null,
  });
  const counted = (end: () => void) => {
    listening += 1;
    let ended = false;
    return () => {
      if (!ended) listening -= 1;
      ended = true;
      end();
    };
  };

  return {
    reads,
    delay,
    listeners: () => listening,
    documents: {
      read: async (keys) => {
        reads.calls += 1;
        reads.keys += keys.length;
        await delay.before();
        if (away) throw new SlipstreamError('READ_MODEL_UNAVAILABLE', 'away');
        const found = keys.map(look);
        await delay.after();
        return found;
      },
    },
    notices: {
      ready: async () => {
        if (away) throw new SlipstreamError('READ_MODEL_UNAVAILABLE', 'away');
      },
      onLane: (lane, listener) => counted(registry.ofLane(lane).onLane(listener)),
      onDocument: (projection, id, listener) =>
        counted(registry.ofDocument(projection, id).onDocument(id, listener)),
      onResync: (listener) => counted(clock.onResync(listener)),
    },
    commit: (lane, written, checkpoint) => {
      const state = stateOf(lane);
      const highest = written.reduce(
        (position, each) => highestPosition(position, each.position),
        state.checkpoint,
      );
      const next = { ...state, checkpoint: checkpoint ?? highest };
      states.set(laneName(lane), next);
      for (const { eventTypes: _, ...document } of written) {
        const { id, position, body = { at: position } } = document;
        stored.set(`${lane.projection}/${id}`, { ...document, body });
      }
      return {
        ...lane,
        incarnation: next.incarnation,
        checkpoint: next.checkpoint,
        projectedAt: '2026-01-02T03:04:05.006Z',
        documents: written.map(({ id, version, position, eventTypes = [] }) => ({
          id,
          version,
          position,
          eventTypes,
        })),
        switched: false,
      };
    },
    publish: (notice) => {
      registry.ofLane(notice).deliver(notice);
      if (notice.switched) clock.resync();
    },
    resync: clock.resync,
    setLane: (lane, state) => {
      states.set(laneName(lane), { ...stateOf(lane), ...state });
    },
    setAway: (value) => {
      away = value;
    },
  };
}
