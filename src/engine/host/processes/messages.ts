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

/** What one process tells another: objects that can be sent. */
const ToldObjects = z.array(z.record(z.string(), z.unknown()));
export type Told = readonly object[];

/** From a process: all others are to tell. */
export const TellAll = z.object({ kind: z.literal('tellAll'), id: z.string() });
export type TellAll = z.infer<typeof TellAll>;

/** To those others. */
export const Wanted = z.object({ kind: z.literal('wanted'), id: z.string() });
export type Wanted = z.infer<typeof Wanted>;

/** From each of them. */
export const ToldBy = z.object({ kind: z.literal('told'), id: z.string(), told: ToldObjects });

/** To the one that has asked. */
export const Gathered = z.object({ kind: z.literal('gathered'), id: z.string(), told: z.array(ToldObjects) });
export interface Gathered {
  readonly kind: 'gathered';
  readonly id: string;
  readonly told: readonly Told[];
}
