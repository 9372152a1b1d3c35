// Readers who know what to expect: an order that was acknowledged is never absent, and never older than what they were
// told or have seen. "Not yet" is an answer to them, nothing is none.
import { setTimeout as sleep } from 'node:timers/promises';
import { SlipstreamError } from '../../../src/engine/model/errors.ts';
import type { Receipt } from '../../../src/engine/model/outcome.ts';
import type { ReadRequest, ReadService } from '../../../src/engine/model/services.ts';
import { sized } from '../proof.ts';
import type { Random } from '../random.ts';

export interface ReadWatch {
  readonly faults: readonly string[];
  /** How often there was this answer: `document`, or the code of an error. */
  count(answer: string): number;
  /** The slowest read that ended with this answer, in milliseconds. */
  slowest(answer: string): number;
  stop(): Promise<void>;
}

interface WatchOptions {
  readonly reads: Pick<ReadService, 'read'>;
  /** Receipts of commands about orders; more may be added all the time. */
  readonly receipts: readonly Receipt[];
  readonly random: Random;
  readonly readers?: number;
}

const NOT_YET = new Set(['READ_MODEL_UNAVAILABLE', 'REBUILDING', 'PROJECTION_BEHIND']);

export function watchReads({ reads, receipts, random, readers = sized(2, 4) }: WatchOptions): ReadWatch {
  const faults: string[] = [];
  const answers = new Map<string, number[]>();
  /** The version by read model and id: each read model comes in its own time. */
  const seen = new Map<string, number>();
  let isStopped = false;

  const read = async (of: Receipt, dice: Random): Promise<void> => {
    const readModel = dice.pick(['order', 'orderSummary']);
    const named = `${readModel} ${of.streamId}`;
    const known = seen.get(named) ?? 0;
    // Once it was seen it must be seen, also by those who do not ask for anything special.
    const asksPlainly = known > 0 && dice.chance(0.4);
    const least = asksPlainly ? known : of.version;
    const request: ReadRequest = {
      readModel,
      id: of.streamId,
      ifBehind: 'ERROR',
      maxWaitMs: dice.pick([0, 50]),
      ...(asksPlainly ? {} : { after: of.token, minVersion: of.version }),
    };
    const begun = performance.now();
    const answer = await answerTo(reads, request);
    const took = answers.get(answer.is) ?? [];
    answers.set(answer.is, took);
    took.push(performance.now() - begun);
    if (answer.is === 'null') faults.push(`${named} was said not to exist`);
    else if (answer.is !== 'document' && !NOT_YET.has(answer.is)) faults.push(`${named}: ${answer.is}`);
    else if (asksPlainly && answer.is === 'PROJECTION_BEHIND') faults.push(`${named} was behind nothing`);
    if (answer.version === undefined) return;
    seen.set(named, Math.max(seen.get(named) ?? 0, answer.version));
    if (answer.version < least)
      faults.push(`${named} was shown at ${answer.version}, but was known at ${least}`);
  };
  const run = async (dice: Random): Promise<void> => {
    while (!isStopped) {
      const latest = receipts.slice(-50);
      if (latest.length > 0) await read(dice.pick(dice.chance(0.5) ? latest : receipts), dice);
      await sleep(dice.below(12));
    }
  };
  const running = Promise.all(Array.from({ length: readers }, () => run(random.fork())));
  return {
    faults,
    count: (answer) => answers.get(answer)?.length ?? 0,
    slowest: (answer) => Math.round(Math.max(0, ...(answers.get(answer) ?? []))),
    stop: async () => {
      isStopped = true;
      await running;
    },
  };
}

async function answerTo(
  reads: Pick<ReadService, 'read'>,
  request: ReadRequest,
): Promise<{ readonly is: string; readonly version?: number }> {
  try {
    const { document } = await reads.read(request);
    return document ? { is: 'document', version: document.version } : { is: 'null' };
  } catch (error) {
    return { is: error instanceof SlipstreamError ? error.code : String(error) };
  }
}
