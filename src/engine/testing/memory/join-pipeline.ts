// The stages of the pipeline joined over stores in memory, as the composition root joins them over servers.
import type { System } from '../../definitions/define-system.ts';
import { ranksOf } from '../../definitions/document-index.ts';
import { createCommandBus } from '../../flow/accept/commands/create-command-bus.ts';
import { createEventPages } from '../../flow/project/projectors/event-pages.ts';
import { PARKS_NOTHING } from '../../model/parking-breaker.ts';
import { createProjectors } from '../../flow/project/create-projectors.ts';
import { createReactions } from '../../flow/react/create-reactions.ts';
import { createProvenReader } from '../../flow/read/queries/proven-reader.ts';
import { readDocuments } from '../../shapes/document/read.ts';
import { subscribeToDocuments } from '../../flow/read/subscriptions/subscribe.ts';
import { joinTurns } from '../../model/turns.ts';
import type { Services } from '../../graphql/context.ts';
import { keepErrors, type KeptErrors } from './keep-errors.ts';
import { memoryEventStore, type MemoryEventStore } from './memory-event-store.ts';
import { openShapes } from '../../shapes/open.ts';
import { memoryLaneStore, type MemoryLaneStore } from '../../stores/memory/memory-lane-store.ts';
import { memoryNotices } from './memory-notices.ts';
import { memoryReactionCheckpoints } from './memory-reaction-checkpoints.ts';
import { turning, type Turning } from './turning.ts';

export interface MemoryPipeline {
  readonly services: Services;
  readonly store: MemoryEventStore;
  readonly documents: MemoryLaneStore;
  readonly turns: Turning;
  readonly logger: KeptErrors;
  close(): Promise<void>;
}

export function joinPipeline(system: System, clock: () => Date): MemoryPipeline {
  const { events, deciders, projections } = system;
  const logger = keepErrors();
  const store = memoryEventStore({ events, clock });
  const documents = memoryLaneStore(
    (projection) => system.projection(projection)?.lanes ?? 1,
    (projection) => ranksOf(system.projection(projection)?.indexes ?? []),
  );
  const notices = memoryNotices(system.lanes, logger);
  const lanes = notices.notifying(documents);
  const projectors = createProjectors({
    ...{ projections, reader: store, store: lanes, logger },
    breaker: PARKS_NOTHING,
  });
  const doorbell = { ring: () => turns.ring() };
  const commands = createCommandBus({ store, deciders, doorbell, logger });
  const reactions = createReactions({
    reactions: system.reactions,
    ...{ reader: store, pages: createEventPages({ reader: store }), commands, logger },
    checkpoints: memoryReactionCheckpoints(),
    breaker: PARKS_NOTHING,
  });
  const turns = turning(joinTurns([projectors, reactions]), logger.last);
  const proven = createProvenReader({ documents: documents.reader, events: store, projections, logger });
  const reading = { documents: proven, notices, events: store, projections, logger };
  const subscriptions = subscribeToDocuments(reading);
  const shapes = openShapes({ ...reading, indexes: documents.reader, searches: undefined });
  return {
    services: {
      ...{ commands, reads: readDocuments(reading), subscriptions },
      ...shapes.services,
    },
    store,
    documents,
    turns,
    logger,
    close: async () => {
      await commands.close();
      subscriptions.close();
      shapes.close();
      notices.close();
    },
  };
}
