// One subscription to the top of a ranking: it is told what shows anything else than what it has, only the newest if it
// is slow, and never what is older than what it has seen.
import { comparePositions, type Position } from '../../model/position.ts';
import type { TopUpdate } from './ports.ts';
import { encodeToken } from '../../model/token.ts';
import type { RankingFollower, SeenTop } from './followed.ts';
import { isOfStore, type StoreOfStream } from '../../flow/read/subscriptions/live-streams.ts';
import { PulledStream } from '../../async/pulled-stream.ts';

interface RankingSubscriberOptions extends StoreOfStream {
  readonly first: number;
  /** What the client has seen already. */
  readonly since: Position | undefined;
  readonly onEnd: () => void;
}

export class RankingSubscriber implements RankingFollower {
  readonly first: number;
  readonly updates: PulledStream<TopUpdate>;
  readonly #options: RankingSubscriberOptions;
  /** Until a top is newer than that: what the client has is not known to the letter. */
  #since: Position | undefined;
  #begun = false;
  #checkpoint: Position = '0';
  /** What the top shows that the client has; nothing if that is not known. */
  #has: string | undefined;
  #pending: { readonly top: SeenTop; readonly coalesced: number } | undefined;

  constructor(options: RankingSubscriberOptions) {
    this.#options = options;
    this.first = options.first;
    this.#since = options.since;
    this.updates = new PulledStream({ pull: async () => this.#take(), onEnd: options.onEnd });
  }

  hear(top: SeenTop | undefined): void {
    const isFirst = !this.#begun;
    this.#begun = true;
    if (top === undefined || !isOfStore(top.incarnation, this.#options, this.updates)) return;
    if (comparePositions(top.checkpoint, this.#checkpoint) < 0) return;
    this.#checkpoint = top.checkpoint;
    if (this.#clientHas(top, isFirst)) this.#has = top.text;
    else this.#offer(top);
  }

  #clientHas(top: SeenTop, isFirst: boolean): boolean {
    if (this.#options.since === undefined) return isFirst;
    if (this.#since === undefined) return false;
    if (comparePositions(top.newest, this.#since) <= 0) return true;
    // What it has was the top at `since`, which may be no top that was read here.
    this.#since = undefined;
    this.#has = undefined;
    return false;
  }

  #offer(top: SeenTop): void {
    const { coalesced, top: waiting } = this.#pending ?? { coalesced: -1 };
    if (top.text === waiting?.text) return;
    // It may be as it was again, before the client was told of anything else.
    this.#pending = top.text === this.#has ? undefined : { top, coalesced: coalesced + 1 };
    this.updates.wake();
  }

  #take(): TopUpdate | undefined {
    if (this.#pending === undefined) return undefined;
    const { coalesced, top } = this.#pending;
    this.#pending = undefined;
    this.#has = top.text;
    const { entries, projectedAt, checkpoint: position } = top;
    const token = encodeToken({ incarnation: this.#options.incarnation, position });
    return { token, projectedAt, coalesced, entries };
  }
}
