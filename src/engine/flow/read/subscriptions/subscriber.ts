// One subscription: what it hears goes into its buffer, what is pulled comes out of it, with the document if asked for.
import type { DocumentRead, StoredDocument } from '../../../model/documents.ts';
import type { ProjectionUpdate, Readable, SubscribeRequest } from '../../../model/services.ts';
import { encodeToken } from '../../../model/token.ts';
import { isFault } from '../queries/read-faults.ts';
import { shownDocument } from '../queries/shown-document.ts';
import type { WantedDocument } from './check-subscription.ts';
import type { FollowedDocuments, Follower } from './followed-documents.ts';
import { isOfStore, type StoreOfStream } from './live-streams.ts';
import type { NamedDocument } from './named-document.ts';
import { PulledStream } from '../../../async/pulled-stream.ts';
import type { SharedReads } from './shared-reads.ts';
import { UpdateBuffer, type DocumentState, type News, type Pending } from './update-buffer.ts';

export interface SubscriberOptions extends StoreOfStream {
  readonly wanted: readonly WantedDocument[];
  readonly withDocuments: boolean;
  readonly readableOf?: SubscribeRequest['readableOf'];
  readonly reads: SharedReads;
  readonly followed: Pick<FollowedDocuments, 'compareSoon'>;
  readonly onEnd: () => void;
}

export class Subscriber implements Follower {
  readonly updates: PulledStream<ProjectionUpdate>;
  readonly #options: SubscriberOptions;
  readonly #buffer: UpdateBuffer;
  /** Of the documents that not everything of is for this subscriber: whether it was when it was read last. */
  #isReadable: Map<string, boolean> | undefined;
  #begun = false;

  constructor(options: SubscriberOptions) {
    this.#options = options;
    this.#buffer = new UpdateBuffer(options.wanted);
    this.updates = new PulledStream({ pull: () => this.#pull(), onEnd: options.onEnd });
  }

  get wanted(): readonly WantedDocument[] {
    return this.#options.wanted;
  }

  /** @param stored where the documents stand at the beginning, in the order in which they are wanted. */
  begin(stored: readonly DocumentRead[]): void {
    this.#begun = true;
    const now = new Date().toISOString();
    for (const [index, document] of this.#options.wanted.entries()) {
      const read = stored[index];
      if (!read || !this.#isLive(read)) continue;
      if (this.#buffer.begin(document.name, this.#shown(document, read.document), now))
        this.#announce(document, read);
    }
  }

  compare(document: NamedDocument, read: DocumentRead): void {
    if (!this.#begun || !this.#isLive(read)) return;
    const shown = this.#shown(document, read.document);
    const isNews = this.#buffer.compare(document.name, shown, new Date().toISOString());
    if (isNews) this.#announce(document, read);
  }

  hear({ name }: NamedDocument, news: News, incarnation: string): void {
    if (isOfStore(incarnation, this.#options, this.updates) && this.#buffer.offer(name, news))
      this.updates.wake();
  }

  #announce(document: NamedDocument, read: DocumentRead): void {
    if (this.#options.withDocuments) this.#options.reads.keep(document, read);
    this.updates.wake();
  }

  async #pull(): Promise<ProjectionUpdate | undefined> {
    for (let taken = this.#buffer.take(); taken; taken = this.#buffer.take()) {
      const { withDocuments } = this.#options;
      const isRead = withDocuments || this.#ruleOf(taken.document) !== undefined;
      const update = isRead ? await this.#readAndTell(taken) : this.#tell(taken, taken);
      if (update) return update;
    }
    return undefined;
  }

  async #readAndTell(taken: Pending): Promise<ProjectionUpdate | undefined> {
    const { reads, incarnation, followed } = this.#options;
    try {
      const document = await reads.read(taken.document, { incarnation, position: taken.position });
      // Nothing, though a notice said so: Redis has lost it, and a comparison tells when it is back.
      if (document === undefined || this.#shown(taken.document, document) === null) return undefined;
      return this.#tell(taken, document, document);
    } catch (error) {
      if (!isFault(error, 'READ_MODEL_UNAVAILABLE')) throw error;
      followed.compareSoon();
      return undefined;
    }
  }

  #tell(taken: Pending, state: DocumentState, read?: StoredDocument): ProjectionUpdate | undefined {
    const update = this.#buffer.send(taken, state);
    if (update === undefined) return undefined;
    const { document, version, position, eventTypes, projectedAt, coalesced, traceparent } = update;
    return {
      readModel: document.projection,
      id: document.id,
      version,
      token: encodeToken({ incarnation: this.#options.incarnation, position }),
      eventTypes,
      projectedAt,
      coalesced,
      traceparent,
      document: read && this.#options.withDocuments ? shownDocument(document, read) : null,
    };
  }

  #ruleOf({ projection }: NamedDocument): Readable | undefined {
    return this.#options.readableOf?.(projection);
  }

  /** Null as well for what may not be read. What is another's from now on ends the stream. */
  #shown(document: NamedDocument, stored: StoredDocument | null): StoredDocument | null {
    const rule = this.#ruleOf(document);
    if (rule === undefined || stored === null) return stored;
    this.#isReadable ??= new Map();
    const was = this.#isReadable.get(document.name) ?? false;
    // Nobody owns what was removed: that it was is for whoever had it.
    const is = stored.body === null ? was : rule(document.id, stored);
    this.#isReadable.set(document.name, is);
    if (was && !is) this.updates.end();
    return is ? stored : null;
  }

  #isLive(read: DocumentRead): boolean {
    return read.state === 'live' && isOfStore(read.incarnation, this.#options, this.updates);
  }
}
