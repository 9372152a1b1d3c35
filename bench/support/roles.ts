// The shop in operation: API and worker as processes of their own.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { environmentFor } from './config.ts';
import { startChild, type Child } from './child.ts';
import type { Servers } from './servers.ts';

export interface Roles {
  readonly api: Child;
  readonly worker: Child;
  readonly url: string;
  /** Resolves when every read model can be read. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRoles(servers: Servers): Promise<Roles> {
  const environment = environmentFor(servers);
  const worker = startChild('role.mjs', { role: 'worker', environment });
  const api = startChild('role.mjs', { role: 'api', environment });
  const [said] = await Promise.all([api.said, worker.said]);
  const { url } = z.object({ url: z.string() }).parse(said);
  return {
    api,
    worker,
    url,
    caughtUp: () => untilReady(url),
    stop: async () => {
      await Promise.all([api.stop(), worker.stop()]);
    },
  };
}

export const isReady = async (url: string): Promise<boolean> => (await fetch(`${url}/ready`)).ok;

/** Resolves when every read model can be read. */
export async function untilReady(url: string): Promise<void> {
  while (!(await isReady(url))) await sleep(100);
}
