// Ports of the document store: what a lane of a projection writes, and what a read gets back.
import type { RecordedEvent } from './events.ts';
import type { JsonObject } from './json.ts';
import type { AuditRecords } from './lane-audit.ts';
import type { LossRecords } from './lane-losses.ts';
import type { LaneState } from './lane-state.ts';
import type { Lane } from './lane.ts';
import type { PauseReport } from './operations.ts';
import type { Parked, ParkedRecords } from './parked.ts';
import type { Position } from './position.ts';
import type { SearchChange } from './search-entry.ts';

/** How far a generation of a lane has come. Stored as one string beside the documents, compared as a whole by the fence. */
export interface Checkpoint {
  /** Everything up to and including this position is folded in. */
  readonly position: Position;
  /** Id of the event at that position, '' at '0': notices a store that was restored to another past. */
  readonly eventId: string;
  readonly incarnation: string;
  /** Made anew for every commit: a repeated commit whose reply was lost recognises itself. */
  readonly batchId: string;
  /** `<event id>/<document id>`: the event at position + 1 is being fanned out, and this is the last document written; or ''. */
  readonly cursor: string;
}

/** What a sweep has to know of a lane. */
export interface LaneSurvey extends LaneState {
  /** Of the generation readers see; null if there is none. */
  readonly checkpoint: Checkpoint | null;
  /** Whether `replaced` has something to name. */
  readonly hasReplaced: boolean;
  /** Whether `losses` of the generation readers see has something to say. */
  readonly hasLosses: boolean;
  /** As `losses` says it, of the generation readers see. */
  readonly isRegistered: boolean;
}

export interface StoredDocument {
  readonly id: string;
  /** Version of the document's own stream (or number of events folded in, for a view of many streams). */
  readonly version: number;
  /** Last event folded in, from any stream. */
  readonly position: Position;
  /** Nothing for a document that was removed; its version and position are kept. */
  readonly body: JsonObject | null;
  /** Why it follows its events no more; nothing for one that does. The rest is its last good state. */
  readonly parked?: Parked;
  /** The text that it was read from: the same text is the same document. Parsed when `body` is first looked at. */
  readonly stored?: string;
  /** Its rank by the name of what ranks it, as of the moment of the read; nothing if it was read without. */
  readonly ranks?: Readonly<Record<string, number>>;
  /** Other code has folded it: where it has nothing that this code shows. Nothing for a document of this code. */
  readonly unfit?: readonly UnfitPlace[];
}

/** Names and numbers that lead to a value in a document. */
export type UnfitPlace = readonly PropertyKey[];

export interface ReferenceKey {
  readonly name: string;
  readonly id: string;
}

/** A member of an index of a lane, which is in the order of scores, and of members where these are equal. */
export interface IndexEntry {
  /** Name of the index in its lane. */
  readonly index: string;
  /** The id of a document, or what the index is ordered by, a slash and the id. */
  readonly member: string;
  /** A safe integer; 0 in an index that is in the order of its members alone. */
  readonly score: number;
}

/** Null: the member is taken off. */
export type IndexChange = Omit<IndexEntry, 'score'> & { readonly score: number | null };

export interface ChangedDocument extends Omit<StoredDocument, 'body' | 'stored' | 'ranks' | 'unfit'> {
  /** The body as JSON: what is stored is what was measured. '' for a document that was removed. */
  readonly json: string;
  readonly eventTypes: readonly string[];
  /** How far readers are told that it has come, if not as far as it is written. */
  readonly announcedAs?: Pick<StoredDocument, 'version' | 'position'>;
  /** Of the last event that has changed it; only where traces are made. */
  readonly traceparent?: string;
}

/** What a unit of work was folded from. */
export interface FoldedFrom {
  /** Of its events those that are of interest to the lane. */
  readonly folded: readonly RecordedEvent[];
  /** By id, the last event that has changed the document. */
  readonly documents: ReadonlyMap<string, { readonly lastEvent: RecordedEvent | undefined }>;
}

/** Everything one script writes, all or nothing, checkpoint last. */
export interface LaneCommit {
  readonly lane: Lane;
  readonly generation: string;
  /** The fence: the checkpoint this commit was computed from; null for the first one of a generation. */
  readonly expected: Checkpoint | null;
  readonly checkpoint: Checkpoint;
  readonly documents: readonly ChangedDocument[];
  /** Nobody reads the generation yet: should its notice be heard, it says that everything is to be compared again. */
  readonly isUnread?: true;
  /** Documents may be stored with a later position, by whoever appended the events: those stay as they are. */
  readonly keepNewer?: true;
  /** Null for a stream that has no value: that is stored too, so that a value that was lost is not taken for it. */
  readonly references: readonly (ReferenceKey & { readonly value: JsonObject | null })[];
  /** Not of a lane whose store keeps no such index. */
  readonly index: readonly IndexChange[];
  readonly search: readonly SearchChange[];
  /** Documents that are new, if the lane keeps their ids. */
  readonly newIds?: readonly string[];
  /** ISO 8601, for the notice only. */
  readonly projectedAt: string;
  /** For traces only. */
  readonly foldedFrom?: FoldedFrom;
}

/** `duplicate`: this very commit was applied before. `fenced`: another worker was there first; nothing was written. */
export type CommitResult = 'committed' | 'duplicate' | 'fenced';

/** What a projector needs of the document store. Every call is one round trip. */
export interface LaneStore extends LossRecords, ParkedRecords, AuditRecords {
  state(lane: Lane): Promise<LaneState>;
  /** One round trip for all lanes, in their order; two where another generation is live than the time before. */
  survey(lanes: readonly Lane[], replacedForMs: number): Promise<readonly LaneSurvey[]>;
  /** Says at a worker's start which code should be live. */
  want(lane: Lane, foldId: string): Promise<void>;
  /** Pauses the lane, or, with null, takes that back. */
  pause(lane: Lane, paused: PauseReport | null): Promise<void>;
  /** Makes a `filling` generation the live one if `replaces` (id, or null for none) still is; false if it is not. */
  openLive(lane: Lane, generation: string, replaces: string | null): Promise<boolean>;
  /** Sets the generation to be filled beside the live one (null: none any more) if `replaces` still is the next one. */
  openNext(lane: Lane, generation: string | null, replaces: string | null): Promise<boolean>;
  /**
   * The generation has caught up: marks it live, in place of `replaces`, and publishes the switch. False if another one
   * stands there, or if `replaces` is live and has come further in the same event store: readers are never shown less.
   */
  goLive(lane: Lane, generation: string, replaces: string | null): Promise<boolean>;
  /** Generations that nothing has pointed at for at least `forMs`: no reader is sent to them any more. */
  replaced(lane: Lane, forMs: number): Promise<readonly string[]>;
  /** Removes the keys of a generation that nothing points at, in batches. False if there was none, or somebody else did. */
  retire(lane: Lane, generation: string): Promise<boolean>;
  checkpoint(lane: Lane, generation: string): Promise<Checkpoint | null>;
  load(
    lane: Lane,
    generation: string,
    documentIds: readonly string[],
    references: readonly ReferenceKey[],
  ): Promise<{
    readonly documents: readonly (StoredDocument | null)[];
    /** Null where it is stored that there is no value, undefined where nothing is stored. */
    readonly references: readonly (JsonObject | null | undefined)[];
  }>;
  /**
   * Ids of documents that embed the reference, after `after`, in byte order, at most `limit`. Throws INDEX_LOST if there
   * must be some and the index is not there.
   */
  embedders(
    lane: Lane,
    generation: string,
    reference: ReferenceKey,
    after: string,
    limit: number,
  ): Promise<readonly string[]>;
  /** Throws DOCUMENT_AHEAD, and INDEX_LOST if an index it changes must be there and is not; then nothing was written. */
  commit(commit: LaneCommit): Promise<CommitResult>;
}

export interface DocumentKey {
  readonly projection: string;
  readonly id: string;
}

/** A document together with how far its lane has come, as of one moment. */
export interface DocumentRead {
  /** `missing`: no generation at all; like `filling` it proves nothing about absence. */
  readonly state: 'live' | 'filling' | 'missing';
  readonly checkpoint: Position;
  /** Incarnation of the store the lane follows; '' if missing. */
  readonly incarnation: string;
  readonly document: StoredDocument | null;
  /** What it was read of; nothing if missing. */
  readonly generation?: string;
  /** That there is no document could not be compared with the store. */
  readonly isUnproven?: true;
  /** There may be one, which the reader may not know of. */
  readonly isKeptBack?: true;
}

export interface TopQuery {
  readonly projection: string;
  /** Name of the index in the one lane of the projection. */
  readonly index: string;
  /** Of what the index is made: see `hasIndex`. */
  readonly signature: string;
  readonly limit: number;
}

export interface PageQuery extends TopQuery {
  readonly order: 'newest' | 'oldest';
  /** Members that come after this one in that order, '' for the first. */
  readonly after: string;
}

/** Entries of an index together with how far its lane has come, as of one moment. */
interface IndexRead<Entry> extends Omit<DocumentRead, 'document' | 'isUnproven' | 'isKeptBack'> {
  readonly entries: readonly (Entry & { readonly document: StoredDocument })[];
}

export type PageRead = IndexRead<{ readonly member: string }>;
/** The highest score first; equal scores have one rank (1, 1, 3) and come in the order of their members. */
export type TopRead = IndexRead<{ readonly rank: number }>;

export interface DocumentReader {
  /** One round trip for all keys. Throws `READ_MODEL_UNAVAILABLE` within 500 ms if the store does not answer. */
  read(keys: readonly DocumentKey[]): Promise<readonly DocumentRead[]>;
  /** Tells whoever folds that documents are missing or too old. */
  reportLost?(keys: readonly DocumentKey[]): void;
  /** The read as if there were no document, with the work that this takes. */
  asIfAbsent?(key: DocumentKey, read: DocumentRead): Promise<DocumentRead>;
  /** Whether the lane has passed a later version of the document than the one that was read: then that is too old. */
  isOutdated?(key: DocumentKey, read: DocumentRead): Promise<boolean>;
}

/** One round trip each. Both throw `READ_MODEL_UNAVAILABLE` within 500 ms if the store does not answer. */
export interface IndexReader {
  /** Members in their order, from either end. */
  readPage(query: PageQuery): Promise<PageRead>;
  /** Members by their scores. */
  readTop(query: TopQuery): Promise<TopRead>;
}

/** An index in which documents have a rank, and under which name that is read. */
export interface ScoredIndex {
  readonly name: string;
  readonly index: string;
}

/** The document that a member of an index stands for. */
export const idOfMember = (member: string): string => member.slice(member.indexOf('/') + 1);
