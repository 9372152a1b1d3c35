// What a program in `children/` does first: it takes its settings, and ends when the bench has ended.
import type { z } from 'zod';

export function settingsOf<Settings extends z.ZodType>(schema: Settings): z.output<Settings> {
  process.once('disconnect', () => process.exit(1));
  return schema.parse(JSON.parse(process.env['BENCH'] ?? '{}'));
}

export function say(message: object): void {
  process.send?.(message);
}
