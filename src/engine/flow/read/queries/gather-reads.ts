// Reads of documents that come in one turn of the event loop, asked for together: the more requests a process has to
// answer, the fewer commands it sends for each. The technique is that of DataLoader: https://github.com/graphql/dataloader
import type { DocumentKey, DocumentRead, DocumentReader } from '../../../model/documents.ts';
import { isFault } from './read-faults.ts';

interface Waiting {
  readonly keys: readonly DocumentKey[];
  readonly resolve: (reads: readonly DocumentRead[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Reads in one question, so that no answer takes long. */
const MOST_AT_ONCE = 100;

/** A fault of one document is its reader's alone. */
export function gatherReads<Reader extends DocumentReader>(reader: Reader): Reader {
  let waiting: Waiting[] = [];
  const askAll = (): void => {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += MOST_AT_ONCE) {
      void ask(reader, all.slice(from, from + MOST_AT_ONCE));
    }
  };
  return {
    ...reader,
    read: (keys) =>
      new Promise((resolve, reject) => {
        // After what has come in with this turn.
        if (waiting.length === 0) setImmediate(askAll);
        waiting.push({ keys, resolve, reject });
      }),
  };
}

async function ask(reader: DocumentReader, some: readonly Waiting[]): Promise<void> {
  try {
    const reads = await reader.read(some.flatMap(({ keys }) => keys));
    let from = 0;
    for (const { keys, resolve } of some) {
      resolve(reads.slice(from, from + keys.length));
      from += keys.length;
    }
  } catch (error) {
    if (some.length > 1 && !isFault(error, 'READ_MODEL_UNAVAILABLE')) {
      for (const each of some) void ask(reader, [each]);
    } else for (const { reject } of some) reject(error);
  }
}
