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

/** What one process reports to another: objects that can be sent. */
const ReportedObjects = z.array(z.record(z.string(), z.unknown()));
export type Report = readonly object[];

/** From a process: all others are to report. */
export const GatherReports = z.object({ kind: z.literal('gatherReports'), id: z.string() });
export type GatherReports = z.infer<typeof GatherReports>;

/** To those others. */
export const Wanted = z.object({ kind: z.literal('wanted'), id: z.string() });
export type Wanted = z.infer<typeof Wanted>;

/** From each of them. */
export const ReportOf = z.object({ kind: z.literal('report'), id: z.string(), report: ReportedObjects });

/** To the one that has asked. */
export const Gathered = z.object({
  kind: z.literal('gathered'),
  id: z.string(),
  reports: z.array(ReportedObjects),
});
export interface Gathered {
  readonly kind: 'gathered';
  readonly id: string;
  readonly reports: readonly Report[];
}
