// Work in hand: which of the authors' code the process runs at this moment, so that it can be named if it never ends.
// One for the process, which has one thread that runs such code.
import type { Position } from './position.ts';

export interface Work {
  /** For people: `fold`, `decide createOrder`, … */
  readonly activity: string;
  /** The lane that can't go on without it, and the version of the code it is folded by. */
  readonly lane?: string;
  readonly codeHash?: string;
  /** The document that it is folded into, where that is said. */
  readonly document?: string;
  /** The stream that is worked on, where no lane is. */
  readonly stream?: string;
}

export interface WorkObserver {
  /** The work that begins or is gone back to; nothing if none is in hand any more. */
  changed(work: Work | undefined): void;
  /** The event that is worked on. */
  reached(position: Position): void;
}

const nobody: WorkObserver = { changed: () => {}, reached: () => {} };
let observer = nobody;
let current: Work | undefined;

/** The result ends it. */
export function observeWork(by: WorkObserver): () => void {
  observer = by;
  return () => {
    if (observer === by) observer = nobody;
  };
}

/** Runs what must come back at once. */
export function inHand<Result>(work: Work, run: () => Result): Result {
  const before = current;
  current = work;
  observer.changed(work);
  try {
    return run();
  } finally {
    current = before;
    observer.changed(before);
  }
}

/** As `inHand`, for a part of the work on an event, within it. */
export function inHandAt<Result>(work: Work, position: Position, run: () => Result): Result {
  try {
    return inHand(work, () => {
      reached(position);
      return run();
    });
  } finally {
    reached(position);
  }
}

/** To be said before each event, within `inHand`. */
export function reached(position: Position): void {
  observer.reached(position);
}

export interface Cause {
  readonly lane: string;
  readonly codeHash: string;
  readonly position: Position;
}

const causes = new Map<string, Cause>();

/** While it runs, what is done for the command is done for the lane that has sent it. */
export async function onBehalfOf<Result>(
  cause: Cause,
  commandId: string,
  run: () => Promise<Result>,
): Promise<Result> {
  causes.set(commandId, cause);
  try {
    return await run();
  } finally {
    causes.delete(commandId);
  }
}

/** As `inHand`, for a command: its decision hangs the lane that has sent it, if a lane has. */
export function inHandFor<Result>(commandId: string, work: Work, run: () => Result): Result {
  const cause = causes.get(commandId);
  if (!cause) return inHand(work, run);
  const { lane, codeHash, position } = cause;
  return inHand({ ...work, lane, codeHash }, () => {
    reached(position);
    return run();
  });
}
