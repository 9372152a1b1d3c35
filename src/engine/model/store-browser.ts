// Port of the event store for operators: what was stored, looked through backward, and followed as it comes.
import type {
  CommandFilter,
  CommandReport,
  CommandTrail,
  ContendedStream,
  EventFilter,
  EventReport,
  Page,
} from './operations-records.ts';
import type { Position } from './position.ts';

export type FollowFilter = Pick<EventFilter, 'stream' | 'type' | 'correlationId'>;

/**
 * Payloads as they are stored. Throws STORE_UNAVAILABLE, and INVALID_CURSOR and INVALID_READ for what can't be asked. No
 * page looks through more than LIMITS.rowsLookedThrough rows: one that is short says by `next` that there may be more.
 */
export interface StoreBrowser {
  /** Newest first. */
  events(filter: EventFilter): Promise<Page<EventReport>>;
  /** In the order of their positions; those of positions that are not there are left out. */
  eventsAt(positions: readonly Position[]): Promise<readonly EventReport[]>;
  /** Events behind a position, oldest first, and the position up to which there is no other. */
  eventsAfter(
    position: Position,
    filter: FollowFilter,
  ): Promise<{ readonly events: readonly EventReport[]; readonly upTo: Position }>;
  /** Newest first. */
  commands(filter: CommandFilter): Promise<Page<CommandReport>>;
  /** One for each principal that has sent a command of this id. */
  trails(commandId: string): Promise<readonly CommandTrail[]>;
  /** Of the newest commands: those streams first at which most were refused because somebody else was first. */
  contendedStreams(first: number): Promise<readonly ContendedStream[]>;
}
