// Services of the pipeline, as the GraphQL layer asks for them: the stages implement them, `engine/host` joins them.
import type { Caller } from './caller.ts';
import type { FoldBudget } from './fold-budget.ts';
import type { StoredDocument } from './documents.ts';
import type { CommandOutcome } from './outcome.ts';
import type { Position } from './position.ts';

export interface CommandRequest {
  /** Name of the command, which is the name of the mutation. */
  readonly command: string;
  /** As the client sent it, coerced by GraphQL but not yet validated; with `commandId` and `expectedVersion`. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly principal: string;
  /** Whose rights are asked; if omitted the process itself sends it, and may do everything. */
  readonly caller?: Caller;
  readonly correlationId: string;
  readonly traceparent?: string;
  /** Id of the event that a reaction answers with this command. */
  readonly causedBy?: string;
  /** ISO 8601; for imports and seeds that say when something happened. */
  readonly occurredAt?: string;
}

export interface CommandBus {
  /** Refusals are outcomes; only the unexpected throws. */
  dispatch(request: CommandRequest): Promise<CommandOutcome>;
  /** Throws OVERLOADED if a command of the caller would be refused at once, whatever it is. */
  admits?(principal: string): void;
}

/** A read begins to wait for its read model. @returns to be called when it does not any more; undefined if it may not. */
export type BeginWait = () => (() => void) | undefined;

/** @param document its body is null if it was removed. */
export type Readable = (id: string, document: Pick<StoredDocument, 'body' | 'stored'>) => boolean;

export type BehindPolicy = 'ERROR' | 'STALE' | 'WRITE_MODEL';

export interface ReadRequest {
  /** Name of the read model's projection. */
  readonly readModel: string;
  readonly id: string;
  readonly minVersion?: number;
  /** Consistency token. */
  readonly after?: string;
  readonly maxWaitMs: number;
  /** Asked before it waits; it just waits if omitted. */
  readonly beginWait?: BeginWait;
  /** The read model has seen everything that was recorded longer ago than this, in milliseconds. */
  readonly maxStaleMs?: number;
  readonly ifBehind: BehindPolicy;
  /** Which of the documents its caller may read; the others are as if they were not there. All, if omitted. */
  readonly readable?: Readable;
  /** What the operation may still have folded, in all its reads; as much as for one read if omitted. */
  readonly folds?: FoldBudget;
}

/** Values by field; a SlipstreamError with code REBUILDING, at any depth, where other code has left nothing to show. */
export type ShownBody = Readonly<Record<string, unknown>>;

/** A document with the engine's part, ready to be resolved. */
export interface ShownDocument {
  /** Name of the read model's projection. */
  readonly readModel: string;
  readonly id: string;
  readonly version: number;
  readonly position: Position;
  readonly body: ShownBody;
  /** A text that stands for version and body; nothing if something was added to them. */
  readonly stored?: string;
  /** Its rank by the name of what ranks it, when it was read; nothing for one that was folded from the write model. */
  readonly ranks?: Readonly<Record<string, number>>;
}

export interface ReadResult {
  /** Null: does not exist at what was asked for. */
  readonly document: ShownDocument | null;
  /** Token of what the read has seen. */
  readonly token: string;
}

/**
 * Throws SlipstreamError with code PROJECTION_BEHIND, REBUILDING, DOCUMENT_PARKED, READ_MODEL_UNAVAILABLE,
 * INVALID_TOKEN, TOKEN_OF_ANOTHER_STORE or INVALID_READ (a bad minVersion or maxWaitMs), details as the contract's
 * `extensions`.
 */
export interface ReadService {
  read(request: ReadRequest): Promise<ReadResult>;
  /** Several documents of a projection with one lane, as of one moment. Many can't be folded: WRITE_MODEL is as ERROR. */
  readAll(request: ReadAllRequest): Promise<ReadAllResult>;
}

export interface ReadAllRequest extends Omit<ReadRequest, 'id' | 'minVersion'> {
  /** Well-formed, each once, at least one. */
  readonly ids: readonly string[];
}

export interface ReadAllResult {
  /** Those that exist, in the order in which they were asked for. */
  readonly documents: readonly ShownDocument[];
  /** Token of what the read has seen. */
  readonly token: string;
}

export interface ListRequest {
  /** Name of the projection the list belongs to. */
  readonly readModel: string;
  readonly list: string;
  /** By field: all the list is asked by, and those it is narrowed by. */
  readonly values: Readonly<Record<string, string>>;
  /** How many entries, from 1 to 100. */
  readonly first: number;
  /** Only what comes after this entry. */
  readonly cursor?: string;
  /** Consistency token. */
  readonly after?: string;
  readonly maxWaitMs: number;
  /** Asked before it waits; it just waits if omitted. */
  readonly beginWait?: BeginWait;
  /** The read model has seen everything that was recorded longer ago than this, in milliseconds. */
  readonly maxStaleMs?: number;
  /** A list can't be folded for one reader: WRITE_MODEL is as ERROR. */
  readonly ifBehind: BehindPolicy;
  /** Whether its documents come with their ranks. */
  readonly withRanks?: boolean;
}

export interface ListPage {
  readonly entries: readonly { readonly cursor: string; readonly document: ShownDocument }[];
  readonly hasNextPage: boolean;
  /** Token of what the read has seen. */
  readonly token: string;
}

/** Throws as reads do, and INVALID_CURSOR. Cursors outlive rebuilds: they say where an entry stands, not where it lies. */
export interface ListService {
  page(request: ListRequest): Promise<ListPage>;
}

export interface SearchRequest {
  /** Name of the projection that is searched. */
  readonly readModel: string;
  /** As it was typed. */
  readonly text?: string;
  /** By field. */
  readonly equal: Readonly<Record<string, string>>;
  readonly all: Readonly<Record<string, readonly string[]>>;
  /** Ends of the range as the client wrote them, not yet validated. */
  readonly least?: unknown;
  readonly most?: unknown;
  /** How many entries, from 1 to 100. */
  readonly first: number;
  /** Only what comes after this entry. */
  readonly cursor?: string;
  /** Consistency token. */
  readonly after?: string;
  readonly maxWaitMs: number;
  /** Asked before it waits; it just waits if omitted. */
  readonly beginWait?: BeginWait;
  /** The read model has seen everything that was recorded longer ago than this, in milliseconds. */
  readonly maxStaleMs?: number;
  /** A search can't be folded for one reader: WRITE_MODEL is as ERROR. */
  readonly ifBehind: BehindPolicy;
  /** Whether its documents come with their ranks. */
  readonly withRanks?: boolean;
}

/** Throws as reads of lists do. Cursors outlive rebuilds, and are good for the same question only. */
export interface SearchService {
  search(request: SearchRequest): Promise<ListPage>;
}

export interface FollowedDocument {
  readonly readModel: string;
  readonly id: string;
  readonly sinceVersion?: number;
  /** Token of the last update the client had of it: what is newer is news to it, whatever `since` says. */
  readonly resumeAfter?: string;
}

export interface SubscribeRequest {
  readonly documents: readonly FollowedDocument[];
  /** Consistency token. */
  readonly since?: string;
  /** The client comes back: what it has nothing of begins from the start, which is with its current state. */
  readonly resumes?: boolean;
  /** Which of the documents of a read model its caller may read; nothing is told of the others. All, where it says nothing. */
  readonly readableOf?: (readModel: string) => Readable | undefined;
  /** Whether updates carry their document (one read per version and process). */
  readonly withDocuments: boolean;
}

export interface ProjectionUpdate {
  readonly readModel: string;
  readonly id: string;
  readonly version: number;
  readonly token: string;
  readonly eventTypes: readonly string[];
  /** ISO 8601. */
  readonly projectedAt: string;
  /**
   * Versions between the one that was told before (or that the client had in the beginning) and this one, or updates
   * that this one has taken the place of, if those are more. The first update after a token knows only the latter.
   */
  readonly coalesced: number;
  /** Of the last event that it tells of, where the worker makes traces and a notice came; never shown. */
  readonly traceparent?: string | undefined;
  readonly document: ShownDocument | null;
}

export interface SubscriptionService {
  /**
   * Throws at once (before the first message) on a bad request: INVALID_SUBSCRIPTION, else codes as for reads. Later the
   * stream fails with TOKEN_OF_ANOTHER_STORE if the store was replaced, or REBUILDING if versions are counted anew.
   * Who comes back with the same variables, or with the version or the last token of each document, misses nothing; the
   * token of one document's update says nothing about the others.
   */
  subscribe(request: SubscribeRequest): Promise<AsyncIterableIterator<ProjectionUpdate>>;
}
