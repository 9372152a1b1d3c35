// The shop as `npm start` runs it, for tests of several processes. Its API can be hung and kept waiting; its turns are
// written down in the file RECORD, and wait while there is a file HOLD.
import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../../src/cli/start.ts';
import type { AdditionalRoute } from '../../src/engine/host/http/http-routes.ts';
import { laneName } from '../../src/engine/model/lane.ts';
import type { Turns } from '../../src/engine/model/turns.ts';

const { RECORD, HOLD, BROKEN } = process.env;

const routes: readonly AdditionalRoute[] = [
  {
    path: '/hang',
    // Takes no processor from the tests beside it.
    handle: async () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  },
  { path: '/wait', handle: () => new Promise<void>(() => {}) },
  {
    path: '/pid',
    handle: async (_request, response) => void response.end(String(process.pid)),
  },
];

const recorded = (turns: Turns): Turns => ({
  ...turns,
  turn: async (lane, signal) => {
    if (RECORD !== undefined) appendFileSync(RECORD, `${process.pid} begins ${laneName(lane)}\n`);
    while (HOLD !== undefined && existsSync(HOLD) && !signal.aborted) await sleep(5);
    const outcome = await turns.turn(lane, signal);
    if (RECORD !== undefined) appendFileSync(RECORD, `${process.pid} ends ${laneName(lane)}\n`);
    return outcome;
  },
});

start({
  argv: process.argv,
  load: async () => {
    if (BROKEN !== undefined) throw new Error(BROKEN);
    const { shop } = await import('../../src/app/system.ts');
    return { system: shop, api: { routes }, worker: { around: recorded } };
  },
  exit: (code) => process.exit(code),
});
