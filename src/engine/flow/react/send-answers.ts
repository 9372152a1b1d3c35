// Sends the commands of a page together, those about one stream one after the other.
import { LIMITS } from '../../model/limits.ts';
import { comparePositions } from '../../model/position.ts';
import type { Answer, Unanswered } from './plan-answers.ts';
import type { ReactionWork } from './reaction-work.ts';
import { sendAnswer } from './send-answer.ts';

/** The first event of which a command has no outcome, if there is one. Every event before it is answered. */
export async function sendAnswers(
  work: ReactionWork,
  answers: readonly Answer[],
  signal: AbortSignal,
): Promise<Unanswered | undefined> {
  const unanswered: Unanswered[] = [];
  const chains = chainsOf(answers).values();
  const sendChain = async (chain: readonly Answer[]): Promise<void> => {
    for (const answer of chain) {
      try {
        signal.throwIfAborted();
        await sendAnswer(work, answer);
      } catch (error) {
        // What comes after it in its stream has to wait for it.
        unanswered.push({ event: answer.event, error });
        return;
      }
    }
  };
  const takeChains = async (): Promise<void> => {
    for (const chain of chains) await sendChain(chain);
  };
  await Promise.all(Array.from({ length: LIMITS.reactionCommandsAtOnce }, takeChains));
  return unanswered.sort((a, b) => comparePositions(a.event.position, b.event.position))[0];
}

function chainsOf(answers: readonly Answer[]): readonly (readonly Answer[])[] {
  const chains = new Map<string, Answer[]>();
  for (const answer of answers) {
    const chain = chains.get(answer.ask.stream);
    if (chain) chain.push(answer);
    else chains.set(answer.ask.stream, [answer]);
  }
  return [...chains.values()];
}
