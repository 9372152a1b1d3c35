// Waiting for something that has to be asked for, with a deadline (before that of a test) and what was seen last.
import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until there is an answer; returns it. What `ask` throws counts as no answer, and is told at the deadline. */
export async function eventually<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined> | Answer | undefined,
  { withinMs = 100_000, everyMs = 20 } = {},
): Promise<Answer> {
  const deadline = performance.now() + withinMs;
  for (let cause: unknown; ;) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}.`, { cause });
    await sleep(everyMs);
  }
}
