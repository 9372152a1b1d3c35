// The personal part of a store: the keys of its subjects, and what is sealed and opened with them.
import type { AnyEvents } from '../../../../definitions/events.ts';
import { DEVELOPMENT_DATA_KEY } from '../../../../model/personal.ts';
import type { Queries } from '../../../../postgres/database.ts';
import { wrappingBy, type Wrapping } from './ciphers.ts';
import { openRows, type OpenRows } from './open-rows.ts';
import { sealAppends, type SealAppends } from './seal-appends.ts';
import { subjectKeys, type SubjectKeys } from './subject-keys.ts';

export interface PersonalOptions {
  /** What wraps the keys of subjects: the first one wraps, all unwrap. That of development if omitted. */
  readonly dataKeys?: readonly string[] | undefined;
}

export interface Personal {
  readonly wrapping: Wrapping;
  readonly keys: SubjectKeys;
  readonly sealing: SealAppends;
  readonly open: OpenRows;
}

export function openPersonal(
  database: Queries,
  { dataKeys = [DEVELOPMENT_DATA_KEY], events }: PersonalOptions & { readonly events: readonly AnyEvents[] },
): Personal {
  const wrapping = wrappingBy(dataKeys);
  const keys = subjectKeys(database, wrapping);
  return { wrapping, keys, sealing: sealAppends(events, keys), open: openRows(keys) };
}
