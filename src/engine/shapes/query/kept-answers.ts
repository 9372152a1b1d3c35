// Answers that were given before: the same question of documents that are as they were has the same answer, the same
// object, because an author's `answer` is pure.
import { isDeepStrictEqual } from 'node:util';
import { markKept } from '../../graphql/compiled/kept-values.ts';
import type { ShownDocument } from '../../model/services.ts';

export type Answer = Readonly<Record<string, unknown>>;

interface Asking {
  readonly query: string;
  /** Scalars and enums, as they were asked. */
  readonly given: Readonly<Record<string, unknown>>;
  /** What the author's schema has made of them. */
  readonly args: unknown;
  readonly selected: ReadonlySet<string>;
}

export interface Question extends Asking {
  readonly key: string;
}

export const questionOf = (asking: Asking): Question => ({
  ...asking,
  key: JSON.stringify([asking.query, asking.given, [...asking.selected].toSorted()]),
});

interface Read {
  /** Of the documents that were asked for. */
  readonly ids: readonly string[];
  /** Those of them that there are. */
  readonly documents: readonly ShownDocument[];
}

export interface KeptAnswers {
  /** Ids that the same question has led to. */
  idsOf(question: Question): readonly string[] | undefined;
  /** What `make` gives, or has given before. Only documents that come as they are stored can be compared. */
  answer(question: Question, read: Read, make: () => Answer): Answer;
}

interface Room {
  readonly answers: number;
  /** Of texts that answers were made of and of what was made of them. */
  readonly bytes: number;
}

interface Stored {
  readonly id: string;
  readonly stored: string;
}

interface Kept {
  readonly args: unknown;
  readonly ids: readonly string[];
  readonly documents: readonly Stored[];
  readonly answer: Answer;
  readonly bytes: number;
}

/** Each letter of a stored text: itself, and its share of the answer. */
const BYTES_PER_LETTER = 4;
const BYTES_PER_DOCUMENT = 100;

/** Those used last, one for each question. */
export function keptAnswers(room: Room): KeptAnswers {
  const kept = new Map<string, Kept>();
  let bytes = 0;
  const drop = (key: string): void => {
    bytes -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  };
  const keep = (key: string, entry: Kept): void => {
    drop(key);
    kept.set(key, entry);
    bytes += entry.bytes;
    for (const oldest of kept.keys()) {
      if (bytes <= room.bytes && kept.size <= room.answers) break;
      drop(oldest);
    }
  };
  const find = ({ key, args }: Question): Kept | undefined => {
    const known = kept.get(key);
    return known && isDeepStrictEqual(known.args, args) ? known : undefined;
  };
  return {
    idsOf: (question) => find(question)?.ids,
    answer: (question, { ids, documents }, make) => {
      const { key, args } = question;
      const known = find(question);
      if (known && areAsBefore(known.documents, documents)) {
        keep(key, known);
        return known.answer;
      }
      const answer = make();
      const texts = storedOf(documents);
      const size = texts ? bytesOf(key, ids, texts) : Infinity;
      if (texts && size <= room.bytes) {
        markKept(answer);
        keep(key, { args, ids, documents: texts, answer, bytes: size });
      }
      return answer;
    },
  };
}

function areAsBefore(before: readonly Stored[], now: readonly ShownDocument[]): boolean {
  return (
    before.length === now.length &&
    before.every(({ id, stored }, index) => now[index]?.id === id && now[index].stored === stored)
  );
}

/** Undefined if one of them has anything that its text does not say. */
function storedOf(documents: readonly ShownDocument[]): readonly Stored[] | undefined {
  const texts = documents.flatMap(({ id, stored }) => (stored === undefined ? [] : [{ id, stored }]));
  return texts.length === documents.length ? texts : undefined;
}

function bytesOf(key: string, ids: readonly string[], documents: readonly Stored[]): number {
  const letters = documents.reduce((sum, { stored }) => sum + stored.length, key.length);
  return BYTES_PER_LETTER * letters + BYTES_PER_DOCUMENT * (ids.length + 1);
}
