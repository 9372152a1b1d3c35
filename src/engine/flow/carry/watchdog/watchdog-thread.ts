// The watchdog's thread: it sees the main thread's heartbeat, and ends the process when that stays away.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { LogCode } from '../../../model/error-codes.ts';
import { pauseMain } from './pause-main.ts';
import { judgeSilence, type SilenceLimits, type Verdict } from './judge-silence.ts';
import { laneMarks, type MarkKeys, type MarkOptions } from './lane-marks.ts';
import { readBeat } from './shared-beat.ts';

export interface ThreadData {
  readonly shared: SharedArrayBuffer;
  readonly limits: SilenceLimits;
  readonly exitCode: number;
  /** The process's, in log lines. */
  readonly name: string | undefined;
  readonly marks: MarkOptions;
}

const TICK_MS = 500;
const STANDARD_ERROR = 2;

// What only this thread is started with.
const { shared, limits, exitCode, name, marks } = workerData as ThreadData;
const beat = readBeat(shared);
const judge = judgeSilence(limits, TICK_MS * 2);
const lanes = laneMarks(marks);
const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
let suspectedAt = 0;

void watch();

/** Between two looks the thread is blocked, which costs less than an event loop; that runs only to write a suspicion. */
async function watch(): Promise<void> {
  for (;;) {
    const now = performance.now();
    const verdict = judge({
      now,
      beats: beat.beats(),
      isDebugged: beat.isDebugged(),
      stoppingWithinMs: beat.stoppingWithinMs(),
    });
    if (verdict === 'hung' || verdict === 'late') return end(verdict);
    if (verdict === 'suspect' && suspect(now)) await sleep(TICK_MS);
    else Atomics.wait(never, 0, 0, TICK_MS);
    hearKeys();
  }
}

function hearKeys(): void {
  const heard = parentPort ? receiveMessageOnPort(parentPort) : undefined;
  // What the main thread posts, and nothing else.
  if (heard) lanes.at(heard.message as Readonly<Record<string, MarkKeys>>);
}

/** Whether anything is in hand that others had better not touch. */
function suspect(now: number): boolean {
  const held = beat.held();
  if (!held) return false;
  if (now - suspectedAt < limits.suspectMs) return true;
  suspectedAt = now;
  lanes.suspect(held);
  return true;
}

async function end(verdict: Exclude<Verdict, 'beating' | 'suspect'>): Promise<void> {
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
