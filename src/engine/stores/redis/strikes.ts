// The strikes beside a lane, as code of one version reads them: which events have ended processes, and for which documents.
import {
  MOST_HANGING_DOCUMENTS,
  NO_DOCUMENT,
  STRIKES_UNTIL_HELD_BACK,
  type HangingFolds,
} from '../../model/lane-health.ts';
import type { Position } from '../../model/position.ts';

interface Struck {
  /** How many processes the event has ended. */
  readonly count: number;
  /** In whose fold it did, where that was said. */
  readonly documents: ReadonlySet<string>;
  /** Whether it did so when it was folded alone, and in no document's fold. */
  readonly isItself: boolean;
}

export type Strikes = ReadonlyMap<Position, Struck>;

/** @param struck counts by strike name, of code of all versions. */
export function strikesOf(struck: Readonly<Record<string, string>>, codeHash: string): Strikes {
  const counts = new Map<Position, number>();
  const documents = new Map<Position, Set<string>>();
  for (const [name, text] of Object.entries(struck)) {
    const [code, position = '', document] = name.split(':');
    if (code !== codeHash) continue;
    if (document === undefined) counts.set(position, Number(text));
    else documents.set(position, (documents.get(position) ?? new Set()).add(document));
  }
  return new Map(
    [...counts].map(([position, count]) => {
      const named = new Set(documents.get(position));
      const isItself = named.delete(NO_DOCUMENT);
      return [position, { count, documents: named, isItself }];
    }),
  );
}

const NONE: ReadonlySet<string> = new Set();

/** One may be by chance, as on a machine that is starved. */
export const isGivenUp = ({ count }: Struck): boolean => count >= STRIKES_UNTIL_HELD_BACK;

/** Whether it is known of no document alone, or of too many. */
export function isHeldBack(struck: Struck): boolean {
  const { documents, isItself } = struck;
  if (!isGivenUp(struck)) return false;
  return isItself || documents.size === 0 || documents.size >= MOST_HANGING_DOCUMENTS;
}

/** Whether folding it alone may still say which document it is. */
export const isToName = ({ documents, isItself }: Struck): boolean => !isItself && documents.size === 0;

/** Documents that the event is not to be folded into. */
export const hangingDocuments = (struck: Struck): ReadonlySet<string> =>
  isGivenUp(struck) ? struck.documents : NONE;

export function hangingIn(strikes: Strikes): HangingFolds {
  const event = (position: Position): boolean => {
    const struck = strikes.get(position);
    return struck !== undefined && isHeldBack(struck);
  };
  return {
    event,
    document: (position, id) => {
      const struck = strikes.get(position);
      return struck !== undefined && (event(position) || hangingDocuments(struck).has(id));
    },
  };
}
