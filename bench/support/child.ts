// A program of the bench as a process of its own. It ends with us, however we end.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly pid: number;
  /** The first thing it says; rejects if it ends without. */
  readonly said: Promise<unknown>;
  readonly ended: Promise<void>;
  /** What it answers, one question at a time; rejects if it ends without. */
  ask(question: object): Promise<unknown>;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();

/** As `npm start` gives it; to the alternatives as well. */
const memory = ['--max-semi-space-size=64'];

/** Set by `--prof`: where the children leave what the profiler saw. */
const profile = process.argv.includes('--prof') ? ['--cpu-prof', '--cpu-prof-dir=.data/prof'] : [];

/** @param program name of a file in `children/`; of TypeScript if it says nothing else. */
export function startChild(program: string, settings: object): Child {
  const isBuilt = program.endsWith('.mjs');
  const file = isBuilt ? program : `${program}.ts`;
  const source = isBuilt ? [] : ['--conditions=source', '--import', import.meta.resolve('tsx')];
  const child = fork(fileURLToPath(new URL(`../children/${file}`, import.meta.url)), {
    execArgv: [...memory, ...source, ...profile],
    // As in production.
    env: { ...process.env, NODE_ENV: 'production', BENCH: JSON.stringify(settings) },
  });
  running.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
  });
  const heard = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      child.once('message', resolve);
      void ended.then(() => reject(new Error(`The bench's ${program} ended too early.`)));
    });
  const said = heard();
  // Whoever waits for it meets the error.
  said.catch(() => {});
  return {
    pid: child.pid ?? -1,
    ended,
    said,
    ask: (question) => {
      const answer = heard();
      child.send(question);
      return answer;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** For a run that is interrupted. */
export function stopChildren(): void {
  for (const child of running) child.kill('SIGKILL');
}
