// Messages between a worker thread and the thread that keeps it, beside those that processes exchange.
import { z } from 'zod';

/** To the thread. */
export const StopThread = z.object({ kind: z.literal('stopThread'), deadlineMs: z.number() });
export type StopThread = z.infer<typeof StopThread>;

/** From the thread: how it is named beside its lanes, and where it is marked there what hangs it. */
export const ThreadLanes = z.object({
  kind: z.literal('lanes'),
  owner: z.string(),
  keys: z.record(z.string(), z.object({ suspect: z.string(), strikes: z.string() })),
});
export type ThreadLanes = z.infer<typeof ThreadLanes>;

/** What a thread is started with. @see startWorkerThread */
export const ThreadData = z.object({
  slipstream: z.literal('worker'),
  /** Shared: its signs of life. */
  beat: z.instanceof(SharedArrayBuffer),
  /** For its program. */
  data: z.unknown(),
});
export type ThreadData = z.infer<typeof ThreadData>;
