// One command from decision to outcome. A conflict is no outcome: what others did is loaded and it is decided again.
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandIdReused, reject, VersionConflict } from '../../../definitions/refusals.ts';
import type { AppendOutcome, StoredOutcome } from '../../../model/event-store.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { CommandOutcome, Rejection } from '../../../model/outcome.ts';
import { streamName } from '../../../model/stream.ts';
import { encodeToken } from '../../../model/token.ts';
import { decideCommand, type Decision } from '../deciders/decide-command.ts';
import type { Deciding } from '../deciders/gather-facts.ts';
import type { StateLoader } from '../deciders/load-states.ts';
import type { SubmitAppend, WaitingAppend } from './append-batches.ts';
import type { Attempt } from './bounded-command.ts';
import type { Held, RunExclusive } from './keyed-mutex.ts';
import type { Command } from './read-command.ts';

export interface ExecuteOptions {
  readonly loader: StateLoader;
  readonly append: SubmitAppend;
  readonly known: KnownOutcome;
  readonly exclusive: RunExclusive;
  readonly conflictRetries: number;
}

/** What became of a command that came before; nothing if none did. */
export type KnownOutcome = (
  command: Command,
) => Promise<{ readonly outcome: Settled; readonly incarnation: string } | undefined>;

export type Execute = (deciding: Deciding, command: Command, attempt: Attempt) => Promise<CommandOutcome>;

type Conflict = Extract<AppendOutcome, { kind: 'conflict' }>;
type Settled = Exclude<AppendOutcome, Conflict>;

export function createExecute({
  loader,
  append,
  known,
  exclusive,
  conflictRetries,
}: ExecuteOptions): Execute {
  /** It may have been stored when it came first, decided on what was there then. */
  const unstored = async (command: Command, decision: Decision): Promise<CommandOutcome> => {
    const first = await known(command);
    return first
      ? outcomeOf(command, first.outcome, { decision, incarnation: first.incarnation })
      : rejected(command, decision.unstorable, { stored: false });
  };
  return async (deciding, command, attempt) => {
    let conflicts = 0;
    /** Streams to be held before it is decided again, or the outcome. */
    const settle = async (held: Held): Promise<readonly string[] | CommandOutcome> => {
      for (;;) {
        const decision = await decideCommand(deciding, command, loader);
        if (decision.unstorable) return await unstored(command, decision);
        const writes = decision.streams.map(({ stream }) => stream);
        if (!held.tryTake(writes)) return writes;
        attempt.begin();
        const { outcome, incarnation } = await append(waitingAppend(command, decision)).catch(
          unknownFor(command),
        );
        if (outcome.kind !== 'conflict') return outcomeOf(command, outcome, { decision, incarnation });
        attempt.undone();
        // The store knows less than what was decided on, or something else: it is another store than it was.
        if (outcome.actualVersion <= outcome.expectedVersion) loader.forgetAll();
        conflicts += 1;
        if (conflicts > conflictRetries) return versionConflict(command, outcome);
        await sleep(Math.random() * 2 ** conflicts);
      }
    };
    // One command at a time for each stream that is written to, so that all conflicts are with other processes. Which
    // ones beside its own is known when it has been decided; if another command has one of them, it is decided anew.
    let streams: readonly string[] = [streamName(deciding.decider.category, command.streamId)];
    for (;;) {
      const settled = await exclusive(streams, settle);
      if ('accepted' in settled) return settled;
      streams = [...streams, ...settled];
    }
  };
}

function waitingAppend(
  command: Command,
  { streams, guards, documents, rejection, bytes, ...rest }: Decision,
): WaitingAppend {
  const occurredAt = command.occurredAt ?? rest.occurredAt;
  const append = {
    commandId: command.commandId,
    type: command.type,
    principal: command.principal,
    inputHash: command.inputHash,
    payload: command.payload,
    streamId: command.streamId,
    streams,
    ...(guards.length > 0 ? { guards } : {}),
    metadata: command.metadata,
    ...(documents ? { documents } : {}),
    ...(rejection ? { rejection } : {}),
    ...(occurredAt === undefined ? {} : { occurredAt }),
  };
  return { append, bytes: bytes + command.bytes };
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
      if (stored.inputHash !== command.inputHash)
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
