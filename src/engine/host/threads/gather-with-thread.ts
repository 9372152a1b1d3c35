// Reports of a process and of its worker thread: each gives the other's where it gathers, and both count for other processes.
import { GatherReports, ReportOf, type Gathered, type Report, type Wanted } from '../processes/messages.ts';
import { pendingAnswers } from '../processes/pending-answers.ts';
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
  const reports = pendingAnswers<Report>(WITHIN_MS, []);
  let own: () => Promise<Report> = async () => [];
  let ask: ((message: object) => void) | undefined;
  const ofThread = async (): Promise<Report> => {
    const send = ask;
    if (!send) return [];
    return reports.ask((id) => {
      const wanted: Wanted = { kind: 'wanted', id };
      send(wanted);
    });
  };
  const ofOthers = async (): Promise<readonly Report[]> => (await others?.gather()) ?? [];
  return {
    siblings: {
      gather: async () => {
        const [thread, all] = await Promise.all([ofThread(), ofOthers()]);
        return [thread, ...all];
      },
      reports: (report) => {
        own = report;
        others?.reports(async () => (await Promise.all([report(), ofThread()])).flat());
      },
    },
    hear: (message, send) => {
      const answer = ReportOf.safeParse(message).data;
      if (answer) reports.answered(answer.id, answer.report);
      const request = GatherReports.safeParse(message).data;
      if (!request) return;
      // As siblings do: what can't be read is left out.
      const readable = own().catch(() => []);
      void Promise.all([readable, ofOthers()]).then(([report, all]) => {
        const gathered: Gathered = { kind: 'gathered', id: request.id, reports: [report, ...all] };
        send(gathered);
      });
    },
    asks: (send) => {
      ask = send;
    },
  };
}
