// Port of the service behind the GraphQL field `operations`, the command line and the console.
import type {
  CommandFilter,
  CommandReport,
  CommandTrail,
  ContendedStream,
  EventFilter,
  EventReport,
  Page,
  PageRequest,
  PayloadsShown,
  SubscriptionReport,
} from './operations-records.ts';
import type {
  AuditEntry,
  DeadLetter,
  DeadLetterGroup,
  Deed,
  DeedOutcome,
  Difference,
  ExplainedDocument,
  FoldReport,
  LagPoint,
  ProcessReport,
  ProjectionReport,
  RebuildReport,
  TriedDeadLetter,
} from './operations.ts';

import type { Position } from './position.ts';
import type { FollowFilter } from './store-browser.ts';

/** Narrowed to one group of them. */
export interface DeadLetterFilter extends PageRequest {
  readonly group?: string | undefined;
}

/**
 * Throws STORE_UNAVAILABLE and READ_MODEL_UNAVAILABLE, and INVALID_READ for what can't be asked. Pages that look through
 * many rows may be short, even empty, where there is more: `next` says so.
 */
export interface OperationsService {
  /** How payloads and documents are shown in all that is below. */
  readonly payloads: PayloadsShown;
  /** What wants an operator, in sentences, the worst first; empty if nothing does. */
  wants(): Promise<readonly string[]>;
  projections(): Promise<readonly ProjectionReport[]>;
  /** Of the last hour, as this process has seen it, oldest first; none in a program that only looks. */
  lagHistory(name: string): readonly LagPoint[];
  /** By the names of their lanes, such as `reaction:award`; they have no generations. */
  reactions(): Promise<readonly ProjectionReport[]>;
  /** The last one of each projection. */
  rebuilds(): Promise<readonly RebuildReport[]>;
  /** The first ones that its rebuild has found. */
  differences(projection: string): Promise<readonly Difference[]>;
  deadLetters(filter: DeadLetterFilter): Promise<Page<DeadLetter>>;
  deadLetterGroups(): Promise<readonly DeadLetterGroup[]>;
  /** What a redrive would give; nothing is stored. Undefined if it is not parked. */
  tryDeadLetter(id: string): Promise<TriedDeadLetter | undefined>;
  /** Newest first. */
  events(filter: EventFilter): Promise<Page<EventReport>>;
  /** Oldest first, and the position up to which there is no other. */
  eventsAfter(
    position: Position,
    filter: FollowFilter,
  ): Promise<{ readonly events: readonly EventReport[]; readonly upTo: Position }>;
  head(): Promise<Position>;
  /** Newest first. */
  commands(filter: CommandFilter): Promise<Page<CommandReport>>;
  /** One for each principal that has sent a command of this id. */
  command(id: string): Promise<readonly CommandTrail[]>;
  /** Those with most conflicts first. */
  contendedStreams(first: number): Promise<readonly ContendedStream[]>;
  /** Undefined if there is no such read model. @param steps how many of the last ones. */
  explain(readModel: string, id: string, steps: number): Promise<ExplainedDocument | undefined>;
  /** What all read models make of the event at a position; empty if there is none. */
  folds(position: Position): Promise<readonly FoldReport[]>;
  /** At this process, most followed first. */
  subscriptions(): Promise<readonly SubscriptionReport[]>;
  processes(): Promise<readonly ProcessReport[]>;
  /** Newest first. */
  audit(page: PageRequest): Promise<Page<AuditEntry>>;
  run(deed: Deed): Promise<DeedOutcome>;
}
