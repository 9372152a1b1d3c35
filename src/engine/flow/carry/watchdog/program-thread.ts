// A thread that runs a file, in the language that the file is in.
import { extname } from 'node:path';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** A thread of Node 20 does not know by itself how TypeScript is read: it is told. */
export function programThread(file: URL, options: WorkerOptions): Worker {
  if (extname(file.pathname) !== '.ts') return new Worker(file, options);
  const load = `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(file.href)})))`;
  return new Worker(load, { ...options, eval: true });
}
