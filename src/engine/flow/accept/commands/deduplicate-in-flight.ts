// Deduplication of commands in flight: one that comes twice at the same time runs once; the later caller gets the same
// outcome, marked as a repetition.
import type { CommandOutcome } from '../../../model/outcome.ts';
import type { Command } from './read-command.ts';

interface Running {
  readonly inputHash: string;
  readonly outcome: Promise<CommandOutcome>;
}

export type Deduplicate = (
  command: Pick<Command, 'commandId' | 'principal' | 'inputHash'>,
  run: () => Promise<CommandOutcome>,
) => Promise<CommandOutcome>;

export function deduplicateInFlight(): Deduplicate {
  const running = new Map<string, Running>();
  return async ({ commandId, principal, inputHash }, run) => {
    const key = `${commandId} ${principal}`;
    for (let other = running.get(key); other; other = running.get(key)) {
      if (other.inputHash === inputHash) return replayed(await other.outcome);
      // The same id with another input: who was first is seen in the store.
      await other.outcome.catch(() => undefined);
    }
    const outcome = run().finally(() => running.delete(key));
    running.set(key, { inputHash, outcome });
    return outcome;
  };
}

const replayed = (outcome: CommandOutcome): CommandOutcome =>
  outcome.accepted ? { accepted: true, receipt: { ...outcome.receipt, replayed: true } } : outcome;
