// Sends the commands of a page together, those about one stream one after the other.
import { LIMITS } from '../../model/limits.ts';
import { comparePositions } from '../../model/position.ts';
import type { PlannedCommand, FailedEvent } from './plan-answers.ts';
import type { ReactionContext } from './reaction-context.ts';
import { sendCommand } from './send-answer.ts';

/** The first event of which a command has no outcome, if there is one. Every event before it is answered. */
export async function sendCommands(
  context: ReactionContext,
  answers: readonly PlannedCommand[],
  signal: AbortSignal,
): Promise<FailedEvent | undefined> {
  const failed: FailedEvent[] = [];
  const chains = chainsOf(answers).values();
  const sendChain = async (chain: readonly PlannedCommand[]): Promise<void> => {
    for (const answer of chain) {
      try {
        signal.throwIfAborted();
        await sendCommand(context, answer);
      } catch (error) {
        // What comes after it in its stream has to wait for it.
        failed.push({ event: answer.event, error });
        return;
      }
    }
  };
  const takeChains = async (): Promise<void> => {
    for (const chain of chains) await sendChain(chain);
  };
  await Promise.all(Array.from({ length: LIMITS.reactionCommandsAtOnce }, takeChains));
  return failed.sort((a, b) => comparePositions(a.event.position, b.event.position))[0];
}

function chainsOf(answers: readonly PlannedCommand[]): readonly (readonly PlannedCommand[])[] {
  const chains = new Map<string, PlannedCommand[]>();
  for (const answer of answers) {
    const chain = chains.get(answer.ask.stream);
    if (chain) chain.push(answer);
    else chains.set(answer.ask.stream, [answer]);
  }
  return [...chains.values()];
}
