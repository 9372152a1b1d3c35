// Batches of appends: the commands of one process go together; while one append is under way, the next batch gathers.
import type { AppendOutcome, CommandAppend, EventStore } from '../../../model/event-store.ts';
import type { Doorbell } from '../../../model/doorbell.ts';
import { LIMITS } from '../../../model/limits.ts';
import { appendWithRetry, isOfOneCommand } from './append-with-retry.ts';
import { createBatcher } from '../../../async/batcher.ts';

export interface WaitingAppend {
  readonly append: CommandAppend;
  /** Roughly what it weighs, as JSON. */
  readonly bytes: number;
}

export interface AppendDone {
  readonly outcome: AppendOutcome;
  /** Of the store that was appended to. */
  readonly incarnation: string;
}

export interface AppendBatchesOptions {
  readonly store: EventStore;
  readonly doorbell: Doorbell;
  readonly incarnation: () => Promise<string>;
}

export type SubmitAppend = (waiting: WaitingAppend) => Promise<AppendDone>;

export function createAppendBatches({ store, doorbell, incarnation }: AppendBatchesOptions): SubmitAppend {
  return createBatcher<WaitingAppend, AppendDone>({
    run: async (batch) => {
      // Before the append: once that has happened, nothing may stand between it and its answer.
      const of = await incarnation();
      const outcomes = await appendWithRetry(
        store,
        batch.map(({ append }) => append),
      );
      if (outcomes.some(({ kind }) => kind === 'appended')) doorbell.ring();
      return outcomes.map((outcome) => ({ outcome, incarnation: of }));
    },
    take: takeBatch,
    maxInFlight: 2,
    isolates: isOfOneCommand,
  });
}

/** One of each caller in turns, the oldest first, so that who has a thousand waiting delays nobody who has one. */
export function inTurns(waiting: readonly WaitingAppend[]): readonly WaitingAppend[] {
  const ofCallers = new Map<string, WaitingAppend[]>();
  for (const one of waiting) {
    const { principal } = one.append;
    const own = ofCallers.get(principal);
    if (own) own.push(one);
    else ofCallers.set(principal, [one]);
  }
  if (ofCallers.size === 1) return waiting;
  const queues = [...ofCallers.values()];
  const longest = Math.max(...queues.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => queues.flatMap((queue) => queue[turn] ?? [])).flat();
}

/** Never the same stream twice: the later command was decided without the earlier one and waits for the next batch. */
export function takeBatch(waiting: readonly WaitingAppend[]): readonly WaitingAppend[] {
  const batch: WaitingAppend[] = [];
  const taken = new Set<string>();
  let bytes = 0;
  for (const one of inTurns(waiting)) {
    if (batch.length >= LIMITS.commandsPerAppend) break;
    const streams = one.append.streams.map(({ stream }) => stream);
    if (streams.some((stream) => taken.has(stream))) continue;
    bytes += one.bytes;
    if (batch.length > 0 && bytes > LIMITS.appendBytes) break;
    for (const stream of streams) taken.add(stream);
    batch.push(one);
  }
  return batch;
}
