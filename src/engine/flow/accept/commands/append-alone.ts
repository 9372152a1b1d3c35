// Decision and append with the store to itself, for commands that met a conflict again and again: what they rest on
// can't move meanwhile. The commands of this process that have come so far go together, so that they hold up all others
// only once.
import type { AppendOutcome, CommandAppend, DecideAlone } from '../../../model/event-store.ts';
import type { StateLoader } from '../deciders/load-states.ts';
import {
  takeBatch,
  type AppendBatchesOptions,
  type AppendDone,
  type WaitingAppend,
} from './append-batches.ts';
import { appendWithRetry, isOfOneCommand, isUnknown } from './append-with-retry.ts';
import { createBatcher } from '../../../async/batcher.ts';

/** What is to be appended, decided on what the loader reads; undefined if nothing is. Does not throw. */
export type DecideAppend = (loader: StateLoader) => Promise<WaitingAppend | undefined>;

/** Undefined if nothing was appended: there was nothing, or others were first, and it has to be asked again. */
export type AppendAlone = (decide: DecideAppend) => Promise<AppendDone | undefined>;

interface Waiting {
  readonly decide: DecideAppend;
}

export function createAppendAlone(
  { store, doorbell, incarnation }: AppendBatchesOptions,
  loader: StateLoader,
): AppendAlone {
  const submit = createBatcher<Waiting, { readonly done: AppendDone | undefined }>({
    run: async (waiting) => {
      const of = await incarnation();
      let decided: readonly (WaitingAppend | undefined)[] = [];
      let chosen: readonly WaitingAppend[] = [];
      const outcomes = await appendAlone(store, async (reader) => {
        const through = loader.through(reader);
        decided = await Promise.all(waiting.map(({ decide }) => decide(through)));
        chosen = independent(takeBatch(decided.filter((each) => each !== undefined)));
        return chosen.map(({ append }) => append);
      });
      if (outcomes.some(({ kind }) => kind === 'appended')) doorbell.ring();
      return decided.map((each) => {
        const outcome = each && outcomes[chosen.indexOf(each)];
        return { done: outcome && { outcome, incarnation: of } };
      });
    },
    take: (waiting) => waiting,
    maxInFlight: 1,
    isolates: isOfOneCommand,
  });
  return async (decide) => (await submit({ decide })).done;
}

/** Those that rest on nothing which another one before them changes: here a conflict would be the last. */
function independent(batch: readonly WaitingAppend[]): readonly WaitingAppend[] {
  const chosen: WaitingAppend[] = [];
  const changed = new Set<string>();
  for (const one of batch) {
    const { streams, guards = [] } = one.append;
    if (guards.some(({ stream }) => changed.has(stream))) continue;
    for (const { stream } of streams) changed.add(stream);
    chosen.push(one);
  }
  return chosen;
}

/** One whose reply was lost is asked for by the ids of its commands. */
async function appendAlone(
  store: AppendBatchesOptions['store'],
  decide: DecideAlone,
): Promise<readonly AppendOutcome[]> {
  let commands: readonly CommandAppend[] = [];
  try {
    return await store.appendAlone(async (reader) => {
      commands = await decide(reader);
      return commands;
    });
  } catch (error) {
    if (!isUnknown(error)) throw error;
    return appendWithRetry(store, commands, error);
  }
}
