// Commands of a page, sent together: those about one stream one after the other, and the answers to events of one
// stream likewise.
import { atMost } from '../../async/at-most.ts';
import { LIMITS } from '../../model/limits.ts';
import { firstOfStreams, inOrder, isFault, streamOf, type FailedEvent } from './failed-events.ts';
import type { PlannedAnswer } from './plan-answers.ts';
import type { ReactionContext } from './reaction-context.ts';
import { sendCommand, type SentCommand } from './send-answer.ts';

export interface Sent {
  /** The first of each stream with a command that can't be done. */
  readonly faults: readonly FailedEvent[];
  /** The first event of which a command has no outcome for another reason. */
  readonly failed: FailedEvent | undefined;
}

export async function sendAnswers(
  context: ReactionContext,
  answers: readonly PlannedAnswer[],
  signal: AbortSignal,
): Promise<Sent> {
  const faults: FailedEvent[] = [];
  const failed: FailedEvent[] = [];
  const limited = atMost(LIMITS.reactionCommandsAtOnce);
  /** By what the next one has to wait for: the last one from a stream, and to one. */
  const last = new Map<string, Promise<unknown>>();
  const shut = new Set<string>();

  const send = async (command: SentCommand, from: string, to: string): Promise<void> => {
    if (shut.has(from)) return;
    if (shut.has(to)) return void shut.add(from);
    try {
      await limited(() => sendTwice(context, command, signal));
    } catch (error) {
      const { event } = command;
      // What comes after it in its stream has to wait for it.
      shut.add(from);
      if (isFault(error)) faults.push({ event, error });
      else {
        shut.add(to);
        failed.push({ event, error });
      }
    }
  };
  for (const { event, commands } of answers) {
    const from = `from ${streamOf(event)}`;
    const before = last.get(from);
    const sent = commands.map((command) => {
      const to = `to ${command.ask.stream}`;
      const ended = Promise.all([before, last.get(to)]).then(() => send({ event, ...command }, from, to));
      last.set(to, ended);
      return ended;
    });
    last.set(from, Promise.all(sent));
  }
  await Promise.all(last.values());
  return { faults: firstOfStreams(faults), failed: inOrder(failed)[0] };
}

async function sendTwice(context: ReactionContext, command: SentCommand, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await sendCommand(context, command);
  } catch (error) {
    if (!isFault(error)) throw error;
    signal.throwIfAborted();
    await sendCommand(context, command);
  }
}
