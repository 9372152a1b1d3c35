// Port of the pages of the event store: what everybody who follows it in one process reads together.
import type { RecordedEvent } from './events.ts';
import type { Position } from './position.ts';

export interface EventsAfter {
  /** False if that event does not stand at that position: the store was restored or is another one. */
  readonly stands: boolean;
  /** Events after the position, in order; some of them if there are many. */
  readonly events: readonly RecordedEvent[];
  /** True if there were no others when the question was asked. */
  readonly atHead: boolean;
}

export interface PageFollower {
  /** It goes on after this position. */
  comeTo(position: bigint): void;
  /** Resolves when those who are on their way have come near. */
  others(): Promise<void>;
  leave(): void;
}

export interface EventPages {
  /**
   * @param eventId of the event at `position`, which is not asked for at '0'.
   * @param by who has a long way to go, and waits for others who have.
   */
  after(position: Position, eventId: string, by?: PageFollower): Promise<EventsAfter>;
  /**
   * Those of one group are kept together as long as they are far from the head. To be left in the end.
   * @param patienceMs after how long without a step one of them is not waited for any more.
   */
  join(group: string, patienceMs: number): PageFollower;
  /** Of the store, asked for once in a while. */
  incarnation(): Promise<string>;
}
