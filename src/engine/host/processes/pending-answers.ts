// Questions to another process or thread that wait for their answers: each is told apart by an id, and given up in time.
import { randomUUID } from 'node:crypto';

export interface PendingAnswers<Answer> {
  /** @param send sends the question with this id. Never rejects; `none` where no answer came in time. */
  ask(send: (id: string) => void): Promise<Answer>;
  /** One that is late, or of another's question, is dropped. */
  answered(id: string, answer: Answer): void;
}

/** @param withinMs how long an answer is waited for, in milliseconds. */
export function pendingAnswers<Answer>(withinMs: number, none: Answer): PendingAnswers<Answer> {
  const waiting = new Map<string, (answer: Answer) => void>();
  return {
    ask: (send) =>
      new Promise((resolve) => {
        const id = randomUUID();
        const done = (answer: Answer): void => {
          clearTimeout(late);
          waiting.delete(id);
          resolve(answer);
        };
        const late = setTimeout(() => done(none), withinMs);
        waiting.set(id, done);
        send(id);
      }),
    answered: (id, answer) => waiting.get(id)?.(answer),
  };
}
