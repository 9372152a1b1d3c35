// The updates that one subscriber has not pulled yet: the newest state of each followed document, so never more than there are
// documents. Decides what is news to it; positions only rise, and versions never fall.
import type { StoredDocument } from '../../../model/documents.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import { comparePositions, highestPosition, type Position } from '../../../model/position.ts';
import type { Since, WantedDocument } from './check-subscription.ts';
import type { NamedDocument } from './named-document.ts';

/** How far a document has come. */
export interface DocumentState {
  readonly version: number;
  readonly position: Position;
}

/** A state that has become readable, by a notice or by a comparison. */
export interface News extends DocumentState {
  readonly eventTypes: readonly string[];
  /** ISO 8601. */
  readonly projectedAt: string;
  /** As its notice says it. */
  readonly traceparent?: string | undefined;
}

export interface Pending extends News {
  readonly document: NamedDocument;
  /** States that this one has taken the place of; once it is sent, as `coalesced` of an update is described. */
  readonly coalesced: number;
}

interface Followed {
  readonly document: NamedDocument;
  readonly since: Since;
  /** What the subscriber has, by an update or from the beginning; nothing if that is not known yet. */
  has: DocumentState | undefined;
  /** The version it was told last, or had in the beginning; nothing if that is not known. */
  knownVersion: number | undefined;
  pending: Pending | undefined;
}

const MOST_EVENT_TYPES = 32;

export class UpdateBuffer {
  /** Few, and lists are a tenth of what maps and sets take: there may be many subscribers. */
  readonly #followed: readonly Followed[];
  /** Those with something pending, the one that has waited longest first. */
  readonly #waiting: Followed[] = [];

  constructor(documents: readonly WantedDocument[]) {
    this.#followed = documents.map((document) => ({
      document,
      since: document.since,
      has: hasOf(document.since),
      knownVersion: document.since.resumed ? undefined : document.since.version,
      pending: undefined,
    }));
  }

  /** True if it is news to this subscriber. */
  offer(name: string, news: News): boolean {
    const followed = this.#find(name);
    if (followed === undefined || !isNews(followed, news)) return false;
    const { document, pending } = followed;
    followed.pending = pending ? conflate(pending, news) : pendingOf(document, news);
    if (!pending) this.#waiting.push(followed);
    return true;
  }

  /** Where a document stands when the subscription begins; true if the client asked for what is newer, and it is. */
  begin(name: string, stored: StoredDocument | null, now: string): boolean {
    const followed = this.#find(name);
    if (followed === undefined) return false;
    return (
      (asksForNews(followed.since) && this.#offerStored(name, stored, now)) || this.#settle(followed, stored)
    );
  }

  /** What is stored later on; true if it is news. */
  compare(name: string, stored: StoredDocument | null, now: string): boolean {
    if (this.#offerStored(name, stored, now)) return true;
    const followed = this.#find(name);
    return followed !== undefined && followed.has === undefined && this.#settle(followed, stored);
  }

  take(): Pending | undefined {
    const [followed] = this.#waiting;
    const pending = followed?.pending;
    if (followed) this.#clear(followed);
    return pending;
  }

  /** To be asked before `state` goes out for what was taken: nothing if it is not news any more. */
  send(taken: Pending, state: DocumentState): Pending | undefined {
    const followed = this.#find(taken.document.name);
    if (followed === undefined || !isNews(followed, state)) return undefined;
    if (state.version < (followed.has?.version ?? 0)) throw steppedBack();
    const { version, position } = state;
    followed.has = { version, position };
    const skipped = version - (followed.knownVersion ?? version) - 1;
    followed.knownVersion = version;
    const { pending } = followed;
    let told = taken;
    if (pending && !isNews(followed, pending)) {
      // It came while the document was read, and is in what was read.
      this.#clear(followed);
      told = conflate(taken, pending);
    }
    // Several events folded at once are one notice.
    return { ...told, version, position, coalesced: Math.max(told.coalesced, skipped) };
  }

  #offerStored(name: string, stored: StoredDocument | null, now: string): boolean {
    if (stored === null) return false;
    const { version, position } = stored;
    return this.offer(name, { version, position, eventTypes: [], projectedAt: now });
  }

  #settle(followed: Followed, stored: StoredDocument | null): boolean {
    const { since, pending } = followed;
    followed.knownVersion = Math.max(stored?.version ?? 0, since.version ?? 0);
    followed.has = { version: 0, position: highestPosition(stored?.position ?? '0', since.position ?? '0') };
    if (pending && isNews(followed, pending)) return true;
    this.#clear(followed);
    return false;
  }

  #clear(followed: Followed): void {
    if (followed.pending) this.#waiting.splice(this.#waiting.indexOf(followed), 1);
    followed.pending = undefined;
  }

  #find(name: string): Followed | undefined {
    return this.#followed.find(({ document }) => document.name === name);
  }
}

/** Who comes back with a token had the document as of then; at which version is not known. */
function hasOf({ resumed, position }: Since): DocumentState | undefined {
  return resumed && position !== undefined ? { version: 0, position } : undefined;
}

const asksForNews = ({ version, position }: Since) => version !== undefined || position !== undefined;

function isNews({ since, has }: Followed, { version, position }: DocumentState): boolean {
  // The client has that version from elsewhere, as from the fold of the write model: the read model comes after.
  if (since.version !== undefined && version < since.version) return false;
  if (has) return comparePositions(position, has.position) > 0;
  if (!asksForNews(since)) return true;
  return (
    (since.version !== undefined && version > since.version) ||
    (since.position !== undefined && comparePositions(position, since.position) > 0)
  );
}

// Field by field here and below: a spread costs several times as much, and this happens with every notice.
function pendingOf(document: NamedDocument, news: News): Pending {
  const { version, position, projectedAt, eventTypes, traceparent } = news;
  return { version, position, projectedAt, eventTypes, traceparent, document, coalesced: 0 };
}

function conflate(waiting: Pending, news: News): Pending {
  const isNewer = comparePositions(news.position, waiting.position) > 0;
  const { version, position, projectedAt, traceparent } = isNewer ? news : waiting;
  return {
    version,
    position,
    projectedAt,
    traceparent,
    eventTypes: union(waiting.eventTypes, news.eventTypes),
    document: waiting.document,
    coalesced: waiting.coalesced + (isNewer ? 1 : 0),
  };
}

function union(known: readonly string[], more: readonly string[]): readonly string[] {
  if (more.every((type) => known.includes(type))) return known;
  return [...new Set([...known, ...more])].slice(-MOST_EVENT_TYPES);
}

function steppedBack(): SlipstreamError {
  return new SlipstreamError(
    'REBUILDING',
    'The read model was rebuilt and counts its versions anew. Read again and subscribe anew.',
  );
}
