// One command from decision to outcome. A conflict is no outcome: what others did is loaded and it is decided again.
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandIdReused, reject, VersionConflict } from '../../../definitions/refusals.ts';
import type { AppendOutcome, StoredOutcome } from '../../../model/event-store.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { CommandOutcome, Rejection } from '../../../model/outcome.ts';
import { streamName, type StreamName } from '../../../model/stream.ts';
import { encodeToken } from '../../../model/token.ts';
import type { Decision } from '../deciders/decide-command.ts';
import type { Deciding } from '../deciders/gather-facts.ts';
import type { StateLoader } from '../deciders/load-states.ts';
import type { AppendAlone } from './append-alone.ts';
import type { SubmitAppend } from './append-batches.ts';
import { attemptBy, tryDecide, type Care, type TryDecide } from './attempt-command.ts';
import type { Attempt } from './bounded-command.ts';
import type { Held, RunExclusive } from '../../../async/keyed-mutex.ts';
import type { Command } from './read-command.ts';

export interface ExecuteOptions {
  readonly loader: StateLoader;
  readonly append: SubmitAppend;
  readonly appendAlone: AppendAlone;
  readonly known: KnownOutcome;
  readonly exclusive: RunExclusive;
  readonly conflictRetries: number;
  /** Told of each conflict. */
  readonly onConflict: (command: string) => void;
}

/** So often a fact may move under a command before it is held; if it moves once more, another process is at it. */
const MOVES_UNHELD = 2;

/** What became of a command that came before; nothing if none did. */
export type KnownOutcome = (
  command: Command,
) => Promise<{ readonly outcome: Settled; readonly incarnation: string } | undefined>;

export type Execute = (deciding: Deciding, command: Command, attempt: Attempt) => Promise<CommandOutcome>;

type Conflict = Extract<AppendOutcome, { kind: 'conflict' }>;
type Settled = Exclude<AppendOutcome, Conflict>;

/** What has happened to a command so far. */
interface Course {
  conflicts: number;
  /** How often each fact had moved. */
  readonly moves: Map<string, number>;
  /** Decided with the store to itself in the end: that comes to an end, whatever others do. */
  care: Care;
  readonly attempt: Attempt;
}

/** Streams to be held before it is decided again. */
interface Needs {
  readonly written?: readonly StreamName[];
  readonly read?: readonly StreamName[];
}

export function createExecute(options: ExecuteOptions): Execute {
  const settle = settlingBy(options);
  const { exclusive } = options;
  return async (deciding, command, attempt) => {
    const course: Course = { conflicts: 0, moves: new Map(), care: 'assuming', attempt };
    const decideWith = (held: Held) => tryDecide({ deciding, command, held, attempt });
    // One command at a time for each stream that is written to, so that all conflicts on it are with other processes.
    // Which ones beside its own is known when it has been decided; if another command has one of them, it is decided anew.
    // A fact that has moved too often is held likewise, but together with others that only read it.
    let written: readonly StreamName[] = [streamName(deciding.decider.category, command.streamId)];
    let read: readonly StreamName[] = [];
    for (;;) {
      const settled = await exclusive(written, (held) => settle(command, course, decideWith(held)), read);
      if ('accepted' in settled) return settled;
      written = [...written, ...(settled.written ?? [])];
      read = [...read, ...(settled.read ?? [])];
    }
  };
}

/** Attempts until there is an outcome, or until other streams are to be held first. */
function settlingBy(options: ExecuteOptions) {
  const { loader, known } = options;
  const tryOnce = attemptBy(options);
  /** It may have been stored when it came first, decided on what was there then. */
  const unstored = async (command: Command, decision: Decision): Promise<CommandOutcome> => {
    const first = await known(command);
    return first
      ? outcomeOf(command, first.outcome, { decision, incarnation: first.incarnation })
      : rejected(command, decision.unstorable, { stored: false });
  };
  return async (command: Command, course: Course, decide: TryDecide): Promise<Needs | CommandOutcome> => {
    for (;;) {
      const { decision, needs, done } = await tryOnce(decide, course.care).catch(unknownFor(command));
      if (!done || done.outcome.kind === 'conflict') course.attempt.undone();
      if (needs) return needs;
      if (!decision) continue;
      if (decision.unstorable && !decision.isAssumed) return await unstored(command, decision);
      if (!done) {
        if (decision.isAssumed) course.care = 'reading';
        continue;
      }
      const { outcome, incarnation } = done;
      if (outcome.kind !== 'conflict') {
        if (outcome.kind === 'appended') loader.appended(decision.states, decision.streams, outcome.events);
        return outcomeOf(command, outcome, { decision, incarnation });
      }
      const next = afterConflict(options, course, { command, decision, outcome });
      if (next) return next;
      if (course.care === 'reading' && course.conflicts > 0)
        await sleep(Math.random() * 2 ** course.conflicts);
    }
  };
}

interface Conflicting {
  readonly command: Command;
  readonly decision: Decision;
  readonly outcome: Conflict;
}

/** Undefined if it is to be tried again. */
function afterConflict(
  { loader, conflictRetries, onConflict }: ExecuteOptions,
  course: Course,
  { command, decision, outcome }: Conflicting,
): Needs | CommandOutcome | undefined {
  // The store knows less than what was decided on, or something else: it is another store than it was.
  if (outcome.actualVersion <= outcome.expectedVersion) loader.forgetAll();
  if (decision.isAssumed) {
    loader.doubt(outcome.stream);
    course.care = 'reading';
    return undefined;
  }
  course.conflicts += 1;
  onConflict(command.type);
  if (course.conflicts > conflictRetries) return versionConflict(command, outcome);
  const moves = movesOf(course, decision, outcome);
  course.care = moves > MOVES_UNHELD || course.conflicts === conflictRetries ? 'alone' : 'reading';
  return moves === MOVES_UNHELD ? { read: [outcome.stream] } : undefined;
}

/** How often the fact has moved by now; 0 for a stream that is written. */
function movesOf({ moves }: Course, { guards }: Decision, { stream }: Conflict): number {
  if (!guards.some((guard) => guard.stream === stream)) return 0;
  const times = (moves.get(stream) ?? 0) + 1;
  moves.set(stream, times);
  return times;
}

function outcomeOf(
  command: Command,
  outcome: Settled,
  { decision, incarnation }: { readonly decision: Decision; readonly incarnation: string },
): CommandOutcome {
  const { commandId, streamId } = command;
  const accepted = (
    { version, position }: NonNullable<StoredOutcome['accepted']>,
    of: { readonly streamId: string; readonly replayed: boolean },
  ): CommandOutcome => ({
    accepted: true,
    receipt: { commandId, version, position, token: encodeToken({ incarnation, position }), ...of },
  });
  switch (outcome.kind) {
    case 'appended':
      return accepted(outcome, { streamId, replayed: false });
    case 'recorded':
      return rejected(command, decision.rejection, { stored: true });
    case 'replayed': {
      const { stored } = outcome;
      if (![command.inputHash, command.plainHash].includes(stored.inputHash))
        return rejected(command, reject(CommandIdReused, { commandId }), { stored: false });
      return stored.accepted
        ? accepted(stored.accepted, { streamId: stored.streamId, replayed: true })
        : rejected(command, stored.rejection, { stored: true });
    }
  }
}

function rejected(
  { commandId }: Command,
  rejection: Rejection | undefined,
  { stored }: { readonly stored: boolean },
): CommandOutcome {
  if (!rejection)
    throw new SlipstreamError('STORE_FAILED', `Command ${commandId} was stored without an outcome.`);
  return { accepted: false, rejection, commandId, stored };
}

/** Whoever sent no commandId is told the one to ask again with. */
function unknownFor({ commandId }: Command): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof SlipstreamError) || error.code !== 'COMMAND_OUTCOME_UNKNOWN') throw error;
    throw new SlipstreamError(error.code, error.message, { cause: error, details: { commandId } });
  };
}

/** Not stored, so that the same command may be sent again. */
function versionConflict(command: Command, { expectedVersion, actualVersion }: Conflict): CommandOutcome {
  return rejected(command, reject(VersionConflict, { expectedVersion, actualVersion }), { stored: false });
}
