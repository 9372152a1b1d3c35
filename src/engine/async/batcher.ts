// A batcher: items that are submitted one by one run together; while a batch is under way, the next one gathers.
import { SlipstreamError } from '../model/errors.ts';

export interface BatcherOptions<Item, Result> {
  /** One result per item, in the order of the items. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Chooses the next batch, at least one item, from those that wait, oldest first. */
  readonly take: (waiting: readonly Item[]) => readonly Item[];
  /** Batches under way at the same time. */
  readonly maxInFlight: number;
  /** Whether a failure may be of one item's making: then each is run alone, so that it harms no other. */
  readonly isolates: (error: unknown) => boolean;
}

export type Submit<Item, Result> = (item: Item) => Promise<Result>;

interface Settle<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export function createBatcher<Item extends object, Result>(
  options: BatcherOptions<Item, Result>,
): Submit<Item, Result> {
  const waiting = new Map<Item, Settle<Result>>();
  let inFlight = 0;
  let scheduled = false;

  const start = (): void => {
    scheduled = false;
    while (waiting.size > 0 && inFlight < options.maxInFlight) {
      const batch = new Map<Item, Settle<Result>>();
      for (const item of options.take([...waiting.keys()])) {
        const settle = waiting.get(item);
        if (settle) batch.set(item, settle);
        waiting.delete(item);
      }
      inFlight += 1;
      void runBatch(batch, options).then(() => {
        inFlight -= 1;
        schedule();
      });
    }
  };
  // Not at once: everything that is submitted in this turn of the event loop goes along.
  const schedule = (): void => {
    if (scheduled || waiting.size === 0 || inFlight >= options.maxInFlight) return;
    scheduled = true;
    setImmediate(start);
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.set(item, { resolve, reject });
      schedule();
    });
}

async function runBatch<Item, Result>(
  batch: ReadonlyMap<Item, Settle<Result>>,
  options: BatcherOptions<Item, Result>,
): Promise<void> {
  try {
    const results = await options.run([...batch.keys()]);
    let index = 0;
    for (const { resolve, reject } of batch.values()) {
      const result = results[index];
      index += 1;
      if (result === undefined)
        reject(new SlipstreamError('STORE_FAILED', 'The event store left an answer out.'));
      else resolve(result);
    }
  } catch (error) {
    if (batch.size === 1 || !options.isolates(error)) {
      for (const { reject } of batch.values()) reject(error);
      return;
    }
    for (const [item, settle] of batch) await runBatch(new Map([[item, settle]]), options);
  }
}
