// The report of a worker that has caught up: samples of position, memory and processor time.
import { z } from 'zod';

const Sample = z.object({
  /** Since the worker was started. */
  ms: z.number(),
  /** Events that all lanes have folded. */
  position: z.int(),
  /** Bytes. */
  rss: z.number(),
  heapUsed: z.number(),
  /** Of the processor, by the worker's process since it began. */
  cpuMs: z.number(),
});
export type Sample = z.output<typeof Sample>;

export const CaughtUp = z.object({ samples: z.array(Sample).min(1) });

/** The highest value between two positions, in bytes. */
export function peak(samples: readonly Sample[], of: 'rss' | 'heapUsed', from: number, to: number): number {
  const between = samples.filter(({ position }) => position >= from && position <= to);
  return Math.max(...between.map((sample) => sample[of]));
}
