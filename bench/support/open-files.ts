// The limit of open files, connections among them, for a process of this bench. Node takes all that its shell allows.
import { z } from 'zod';

const Report = z.object({
  userLimits: z.object({ open_files: z.object({ soft: z.union([z.number(), z.string()]) }) }),
});

export function openFiles(): number {
  const { soft } = Report.parse(process.report.getReport()).userLimits.open_files;
  return Number.isNaN(Number(soft)) ? Infinity : Number(soft);
}
