// Reports of a process and of its worker thread: each gives the other's where it gathers, and both count for other processes.
import { GatherReports, ReportOf, type Gathered, type Report, type Wanted } from '../processes/messages.ts';
import type { Siblings } from '../processes/siblings.ts';

export interface ThreadGathering {
  /** For the thread beside. */
  readonly siblings: Siblings;
  /** A message of the worker thread. @param send to that thread. */
  hear(message: unknown, send: (message: object) => void): void;
  /** The thread that is there to be asked now; undefined while there is none. */
  asks(send: ((message: object) => void) | undefined): void;
}

/** How long the thread is waited for, in milliseconds. */
const WITHIN_MS = 800;

/** @param others of this process, if there are several. */
export function gatherWithThread(others: Siblings | undefined): ThreadGathering {
  const waiting = new Map<string, (report: Report) => void>();
  let own: () => Promise<Report> = async () => [];
  let ask: ((message: object) => void) | undefined;
  let asked = 0;
  const ofThread = (): Promise<Report> =>
    new Promise((resolve) => {
      if (!ask) return resolve([]);
      const id = String((asked += 1));
      const done = (report: Report): void => {
        clearTimeout(late);
        waiting.delete(id);
        resolve(report);
      };
      const late = setTimeout(() => done([]), WITHIN_MS);
      waiting.set(id, done);
      const wanted: Wanted = { kind: 'wanted', id };
      ask(wanted);
    });
  const ofOthers = async (): Promise<readonly Report[]> => (await others?.gather()) ?? [];
  return {
    siblings: {
      gather: async () => {
        const [thread, reports] = await Promise.all([ofThread(), ofOthers()]);
        return [thread, ...reports];
      },
      reports: (report) => {
        own = report;
        others?.reports(async () => (await Promise.all([report(), ofThread()])).flat());
      },
    },
    hear: (message, send) => {
      const answer = ReportOf.safeParse(message).data;
      if (answer) waiting.get(answer.id)?.(answer.report);
      const request = GatherReports.safeParse(message).data;
      if (!request) return;
      void Promise.all([own(), ofOthers()]).then(([report, reports]) => {
        const gathered: Gathered = { kind: 'gathered', id: request.id, reports: [report, ...reports] };
        send(gathered);
      });
    },
    asks: (send) => {
      ask = send;
    },
  };
}
