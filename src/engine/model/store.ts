// Port of the store as a whole: what it is called, which database it lies in, and whether its past is still the one that
// was seen before.
import type { Position } from './position.ts';

/** Texts as the database says them; '' for what it may not say. */
export interface DatabaseIdentity {
  readonly name: string;
  readonly schema: string;
  readonly oid: string;
  /** Of the cluster: equal for a primary, its standbys and its physical backups. */
  readonly systemId: string;
  /** Rises with each promotion and each recovery to a point in time. */
  readonly timeline: string;
  /** Of the server process. */
  readonly startedAt: string;
}

export interface SeenEvent {
  /** '0' before the first one. */
  readonly position: Position;
  /** '' before the first one. */
  readonly id: string;
}

/** All as of one moment. */
export interface StoreRecord {
  readonly name: string;
  readonly incarnation: string;
  /** When the incarnation was renewed last after a restore (ISO 8601), and in which database. */
  readonly restored: { readonly at: string; readonly in: string } | undefined;
  /** Transaction that wrote this: another one in a database that came out of a dump. */
  readonly writtenBy: string;
  readonly database: DatabaseIdentity;
  readonly head: SeenEvent;
  /** False if another event, or none, stands where the one asked about was. */
  readonly stands: boolean;
}

export interface Renewal {
  readonly incarnation: string;
  /** Names of those that go on where they stand, and of those that answer all events again. */
  readonly reactionsKept: readonly string[];
  readonly reactionsAnew: readonly string[];
}

export interface StoreRecords {
  /** @param seen the head as it was seen before; it always stands if omitted. */
  read(seen?: SeenEvent): Promise<StoreRecord>;
  /**
   * After a restore: tokens and documents of the lost future are known as such from now on.
   * @param name another one, if the store gets one. @param restoredIn which database this is, without the transaction.
   */
  renew(name: string | undefined, restoredIn: string): Promise<Renewal>;
}
