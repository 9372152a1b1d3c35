// Messages between one of several processes and their supervisor.
import { z } from 'zod';

export const FromProcess = z.discriminatedUnion('kind', [
  /** It works. */
  z.object({ kind: z.literal('ready'), url: z.string().optional() }),
  /** It could not start, and ends. */
  z.object({ kind: z.literal('failed'), reason: z.string() }),
]);
export type FromProcess = z.infer<typeof FromProcess>;

export const ToProcess = z.object({ kind: z.literal('stop') });
export type ToProcess = z.infer<typeof ToProcess>;
