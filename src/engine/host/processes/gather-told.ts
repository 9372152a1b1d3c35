// The supervisor's part where one of its processes gathers what the others have to tell: it asks them and hands it on.
import cluster, { type Worker } from 'node:cluster';
import { TellAll, ToldBy, type Gathered, type Told, type Wanted } from './messages.ts';

interface Gathering {
  readonly missing: Set<number>;
  readonly told: Told[];
  readonly end: () => void;
}

/** How long those are waited for that have not told yet, in milliseconds. */
const WITHIN_MS = 1000;

export function gatherTold(): void {
  const gatherings = new Map<string, Gathering>();
  cluster.on('message', (worker, message: unknown) => {
    const asked = TellAll.safeParse(message).data;
    if (asked)
      gatherings.set(
        asked.id,
        begin(worker, asked, () => gatherings.delete(asked.id)),
      );
    const answer = ToldBy.safeParse(message).data;
    const gathering = answer && gatherings.get(answer.id);
    if (!gathering || !gathering.missing.delete(worker.id)) return;
    gathering.told.push(answer.told);
    if (gathering.missing.size === 0) gathering.end();
  });
}

function begin(asker: Worker, { id }: TellAll, ended: () => void): Gathering {
  const others = Object.values(cluster.workers ?? {}).flatMap((worker) =>
    worker && worker.id !== asker.id && worker.isConnected() ? [worker] : [],
  );
  const told: Told[] = [];
  const end = (): void => {
    clearTimeout(late);
    ended();
    const gathered: Gathered = { kind: 'gathered', id, told };
    if (asker.isConnected()) asker.send(gathered, () => {});
  };
  const late = setTimeout(end, WITHIN_MS);
  const wanted: Wanted = { kind: 'wanted', id };
  for (const other of others) other.send(wanted, () => {});
  // One that is alone just now gets its answer when it is known to wait.
  if (others.length === 0) setImmediate(end);
  return { missing: new Set(others.map((other) => other.id)), told, end };
}
