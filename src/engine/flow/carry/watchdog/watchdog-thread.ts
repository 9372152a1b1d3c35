// The watchdog's thread: it sees the main thread's heartbeat, and ends the process when that stays away.
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { LogCode } from '../../../model/error-codes.ts';
import { pauseMain } from './end-process.ts';
import { judgeSilence, type SilenceLimits, type Verdict } from './judge-silence.ts';
import { laneMarks, type MarkOptions } from './lane-marks.ts';
import { readBeat } from './shared-beat.ts';

export interface ThreadData {
  readonly shared: SharedArrayBuffer;
  readonly limits: SilenceLimits;
  readonly exitCode: number;
  /** The process's, in log lines. */
  readonly name: string | undefined;
  readonly marks: MarkOptions;
}

const TICK_MS = 100;
const STANDARD_ERROR = 2;

// What only this thread is started with.
const { shared, limits, exitCode, name, marks } = workerData as ThreadData;
const beat = readBeat(shared);
const judge = judgeSilence(limits, TICK_MS * 5);
const lanes = laneMarks(marks);
parentPort?.on('message', lanes.at);
let suspectedAt = 0;

const timer = setInterval(() => {
  const now = performance.now();
  const verdict = judge({
    now,
    beats: beat.beats(),
    isDebugged: beat.isDebugged(),
    stoppingWithinMs: beat.stoppingWithinMs(),
  });
  if (verdict === 'suspect') suspect(now);
  else if (verdict !== 'beating') void end(verdict);
}, TICK_MS);

function suspect(now: number): void {
  if (now - suspectedAt < limits.suspectMs) return;
  suspectedAt = now;
  const held = beat.held();
  if (held) lanes.suspect(held);
}

async function end(verdict: Exclude<Verdict, 'beating' | 'suspect'>): Promise<void> {
  clearInterval(timer);
  // Read before the main thread is paused: that runs on what it is in the middle of.
  const held = beat.held();
  const { stack, end: endWith } = await pauseMain();
  const line = { level: 'fatal', time: new Date().toISOString(), ...(name === undefined ? {} : { name }) };
  const why: { readonly code: LogCode; readonly msg: string } =
    verdict === 'hung'
      ? { code: 'PROCESS_HUNG', msg: 'The main thread does not answer: the process is ended.' }
      : { code: 'SHUTDOWN_LATE', msg: 'The process was told to stop and has not: it is ended.' };
  const { msg, code } = why;
  writeLine({ ...line, code, ...held, exitCode, stack, msg });
  if (held && verdict === 'hung') await lanes.strike(held);
  await endWith(exitCode);
}

/** The usual streams of a thread pass through the main one. */
function writeLine(line: object): void {
  try {
    writeSync(STANDARD_ERROR, `${JSON.stringify(line)}\n`);
  } catch {
    // Nobody reads it; the process ends all the same.
  }
}
