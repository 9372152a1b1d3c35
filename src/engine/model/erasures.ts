// Port of erasures: a subject's key is deleted, and then each stream that holds what it has sealed is told.
import type { SubjectName } from './personal.ts';

export interface Forgotten {
  /** ISO 8601, by the database's clock: when its key was deleted, for the first time. */
  readonly erasedAt: string;
  /** Milliseconds that have passed since. */
  readonly ageMs: number;
}

/** All throw STORE_UNAVAILABLE and STORE_FAILED. */
export interface Erasures {
  /** Deletes the key of the subject, which gets no other. Undefined if the store knows nothing of it. */
  forget(subject: SubjectName): Promise<Forgotten | undefined>;
  /** Tells some of the streams that are still to be told; how many, 0 if there is none left. */
  announceSome(
    subject: SubjectName,
    by: { readonly principal: string; readonly correlationId: string },
  ): Promise<number>;
  /** Subjects whose key is deleted and of whose streams some are still to be told. */
  unfinished(): Promise<readonly SubjectName[]>;
}
