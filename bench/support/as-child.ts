// The frame of a program in `children/`: its settings, its messages to the bench, and its end with the bench.
import type { z } from 'zod';

export function settingsOf<Settings extends z.ZodType>(schema: Settings): z.output<Settings> {
  process.once('disconnect', () => process.exit(1));
  return schema.parse(JSON.parse(process.env['BENCH'] ?? '{}'));
}

export function say(message: object): void {
  process.send?.(message);
}

/** Answers what the bench asks, one question after the other. */
export function answering<Question extends z.ZodType>(
  question: Question,
  answer: (asked: z.output<Question>) => Promise<object>,
): void {
  process.on('message', (message) => void answer(question.parse(message)).then(say));
}
