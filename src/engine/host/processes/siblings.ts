// Reports of several processes of one role to each other through their supervisor: each is asked by the one that is asked.
import cluster, { type Worker } from 'node:cluster';
import { Gathered, Wanted, type GatherReports, type Report } from './messages.ts';
import { pendingAnswers } from './pending-answers.ts';

export interface Siblings {
  /** The reports of all others; those that are late are left out. Never rejects. */
  gather(): Promise<readonly Report[]>;
  /** What this one reports when another one gathers. */
  reports(own: () => Promise<Report>): void;
}

/** Longer than the supervisor waits, in milliseconds. */
const WITHIN_MS = 1500;

/** To whoever gathers for this one. */
export interface Channel {
  isOpen(): boolean;
  send(message: object): void;
  hear(message: (message: unknown) => void): void;
}

/** None for a process that is alone. */
export function siblingsOf(): Siblings | undefined {
  const { worker } = cluster;
  return worker && siblingsOver(channelOf(worker));
}

const channelOf = (worker: Worker): Channel => ({
  isOpen: () => worker.isConnected(),
  send: (message) => void worker.send(message, () => {}),
  hear: (message) => void worker.on('message', message),
});

export function siblingsOver(channel: Channel): Siblings {
  const gatherings = pendingAnswers<readonly Report[]>(WITHIN_MS, []);
  let own: (() => Promise<Report>) | undefined;
  channel.hear((message) => {
    const gathered = Gathered.safeParse(message).data;
    if (gathered) gatherings.answered(gathered.id, gathered.reports);
    const wanted = Wanted.safeParse(message).data;
    if (!wanted || !own) return;
    void own()
      .catch(() => [])
      .then((report) => channel.isOpen() && channel.send({ kind: 'report', id: wanted.id, report }));
  });
  return {
    gather: async () => {
      if (!channel.isOpen()) return [];
      return gatherings.ask((id) => {
        const message: GatherReports = { kind: 'gatherReports', id };
        channel.send(message);
      });
    },
    reports: (report) => {
      own = report;
    },
  };
}
