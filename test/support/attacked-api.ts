// An API in a process of its own that may take 512 MB for its heap.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll } from 'vitest';

export interface AttackedApi {
  readonly url: string;
  isRunning(): boolean;
  /** The most since it was asked last, in MB. */
  memory(): Promise<{ readonly heap: number; readonly rss: number }>;
}

/** To be called at the top of a file: those that are started end with it. */
export function withAttackedApi() {
  const started: ChildProcess[] = [];
  afterAll(() => started.splice(0).forEach((process) => process.kill()));
  return async (program: string, env: Readonly<Record<string, string>> = {}): Promise<AttackedApi> => {
    const child = fork(program, {
      env: { ...process.env, ...env },
      execArgv: ['--max-old-space-size=512', '--conditions=source', '--import', 'tsx'],
    });
    started.push(child);
    const [{ url }] = (await once(child, 'message')) as [{ readonly url: string }];
    return {
      url,
      isRunning: () => child.exitCode === null && child.signalCode === null,
      memory: async () => {
        const report = once(child, 'message');
        child.send('memory');
        const [{ heap, rss }] = (await report) as [{ readonly heap: number; readonly rss: number }];
        return { heap: Math.round(heap / 2 ** 20), rss: Math.round(rss / 2 ** 20) };
      },
    };
  };
}
