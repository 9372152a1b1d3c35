// What several processes of one role tell each other through their supervisor: each is asked by the one that is asked.
import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { Gathered, Wanted, type TellAll, type Told } from './messages.ts';

export interface Siblings {
  /** What all others have to tell; those that are late are left out. Never rejects. */
  gather(): Promise<readonly Told[]>;
  /** What this one tells when another one gathers. */
  tells(own: () => Promise<Told>): void;
}

/** Longer than the supervisor waits, in milliseconds. */
const WITHIN_MS = 1500;

/** None for a process that is alone. */
export function siblingsOf(): Siblings | undefined {
  const { worker } = cluster;
  if (worker === undefined) return undefined;
  const waiting = new Map<string, (told: readonly Told[]) => void>();
  let own: (() => Promise<Told>) | undefined;
  worker.on('message', (message: unknown) => {
    const gathered = Gathered.safeParse(message).data;
    if (gathered) waiting.get(gathered.id)?.(gathered.told);
    const wanted = Wanted.safeParse(message).data;
    if (!wanted || !own) return;
    void own()
      .catch(() => [])
      .then((told) => worker.isConnected() && worker.send({ kind: 'told', id: wanted.id, told }, () => {}));
  });
  return {
    gather: () =>
      new Promise((resolve) => {
        if (!worker.isConnected()) return resolve([]);
        const id = randomUUID();
        const done = (told: readonly Told[]): void => {
          clearTimeout(late);
          waiting.delete(id);
          resolve(told);
        };
        const late = setTimeout(() => done([]), WITHIN_MS);
        waiting.set(id, done);
        const message: TellAll = { kind: 'tellAll', id };
        worker.send(message, () => {});
      }),
    tells: (tell) => {
      own = tell;
    },
  };
}
