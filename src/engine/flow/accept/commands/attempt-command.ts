// One attempt at a command: decide, and append what was decided together with others, or at last with the store to itself.
import { SlipstreamError } from '../../../model/errors.ts';
import type { StreamName } from '../../../model/stream.ts';
import { decideCommand, type Decision } from '../deciders/decide-command.ts';
import { readingFrom, type Deciding, type Source } from '../deciders/gather-facts.ts';
import type { StateLoader } from '../deciders/load-states.ts';
import type { AppendAlone } from './append-alone.ts';
import type { AppendDone, SubmitAppend, WaitingAppend } from './append-batches.ts';
import type { Attempt } from './bounded-command.ts';
import type { Held } from '../../../async/keyed-mutex.ts';
import type { Command } from './read-command.ts';

interface Tried {
  readonly decision?: Decision;
  /** In place of an append: streams to be held before it is decided again. */
  readonly needs?: { readonly written: readonly StreamName[] };
  readonly waiting?: WaitingAppend;
}

export type TryDecide = (source: Source) => Promise<Tried>;

/** `assuming`: on states as they were a moment ago, where that may be. `reading`: as they are. `alone`: nobody else appends. */
export type Care = 'assuming' | 'reading' | 'alone';

interface Attempted extends Tried {
  /** Undefined if it was not appended: it can't be, or has to be tried again. */
  readonly done?: AppendDone | undefined;
}

export interface AttemptOptions {
  readonly loader: StateLoader;
  readonly append: SubmitAppend;
  readonly appendAlone: AppendAlone;
}

export function attemptBy({ loader, append, appendAlone }: AttemptOptions) {
  return async (decide: TryDecide, care: Care): Promise<Attempted> => {
    if (care === 'alone') return attemptAlone(appendAlone, decide);
    const reading = readingFrom(loader);
    const tried = await (care === 'assuming' ? assuming(decide, loader, reading) : decide(reading));
    return tried.waiting ? { ...tried, done: await append(tried.waiting) } : tried;
  };
}

/** What was the newest at several moments may not make sense together: what throws on that is decided on what is read. */
async function assuming(decide: TryDecide, loader: StateLoader, reading: Source): Promise<Tried> {
  try {
    return await decide(loader);
  } catch (error) {
    if (error instanceof SlipstreamError && error.code.startsWith('STORE_')) throw error;
    return decide(reading);
  }
}

export function tryDecide({
  deciding,
  command,
  held,
  attempt,
}: {
  readonly deciding: Deciding;
  readonly command: Command;
  readonly held: Held;
  readonly attempt: Attempt;
}): TryDecide {
  return async (source) => {
    const decision = await decideCommand(deciding, command, source);
    if (decision.unstorable) return { decision };
    const writes = decision.streams.map(({ stream }) => stream);
    if (!held.tryTake(writes)) return { needs: { written: writes } };
    attempt.begin();
    return { decision, waiting: waitingAppend(command, decision) };
  };
}

async function attemptAlone(appendAlone: AppendAlone, decide: TryDecide): Promise<Attempted> {
  let tried: Tried = {};
  const failures: unknown[] = [];
  const done = await appendAlone(async (loader) => {
    failures.length = 0;
    try {
      tried = await decide(readingFrom(loader));
      return tried.waiting;
    } catch (error) {
      // Its own: others are decided with it.
      failures.push(error);
      return undefined;
    }
  });
  if (failures.length > 0) throw failures.at(-1);
  return { ...tried, done };
}

function waitingAppend(
  command: Command,
  { streams, guards, documents, rejection, personal, bytes, ...rest }: Decision,
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
    ...(personal ? { personal } : {}),
    ...(occurredAt === undefined ? {} : { occurredAt }),
  };
  return { append, bytes: bytes + command.bytes };
}
