// Words about personal fields: whom they are about, and what stands in their place once that is erased.
import type { JsonObject } from './json.ts';
import { ID_PATTERN, streamName, type StreamName } from './stream.ts';

/** Event of every system: in each stream that holds personal fields of a subject, once these can be read no more. */
export const SUBJECT_ERASED = 'SubjectErased';

/** `category/id` of whom personal fields are about. */
export type SubjectName = StreamName;

/** @param id said by a command or an event; undefined for what is no id. */
export const subjectNamed = (category: string, id: unknown): SubjectName | undefined =>
  typeof id === 'string' && ID_PATTERN.test(id) ? streamName(category, id) : undefined;

/** Member of a stored payload that holds what is sealed; in place of it stands what is read once it is erased. */
export const SEALED = '$sealed';

/** What is stored of personal fields. */
export interface Sealed {
  readonly of: SubjectName;
  readonly text: string;
}

/** Which fields of an event are personal. */
export interface PersonalFields {
  /** Category of whom they are about. */
  readonly subject: string;
  /** Field with the id of the subject; the id of the stream if omitted. */
  readonly by?: string;
  /** What stands there once they are erased; members of an object one by one. */
  readonly fields: JsonObject;
}

/** Personal fields of the input of one command. */
export interface PersonalInput {
  /** Undefined if nobody knows whom they are about: then they are not kept. */
  readonly of: SubjectName | undefined;
  readonly fields: readonly string[];
}

/** Hashes with a key of the installation: the same text gives the same hash, and nobody else can find the text by trying. */
export type KeyedHash = (text: string) => string;

/** Milliseconds from before the database is asked: so long after an erasure no process opens what the key has sealed. */
export const KEY_LEASE_MS = 1_000;

/** Known to everybody: what it wraps is only sealed from a glance. */
export const DEVELOPMENT_DATA_KEY = 'slipstream development, seals nothing that matters';
