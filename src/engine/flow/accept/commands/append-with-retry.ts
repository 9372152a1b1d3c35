// Retries of an append whose reply was lost, with the same command ids, which is harmless: what is stored already comes
// back as it was.
import { setTimeout as sleep } from 'node:timers/promises';
import { SlipstreamError } from '../../../model/errors.ts';
import type { AppendOutcome, CommandAppend, EventStore } from '../../../model/event-store.ts';

/** Milliseconds: long enough together for a connection to be made anew, short enough for a caller who waits. */
const PAUSES = [50, 500];

/**
 * Throws what the store throws if the commands were surely not appended, and COMMAND_OUTCOME_UNKNOWN if they may have
 * been: asking again with the same command ids tells.
 * @param failed what an attempt that was made before was lost with.
 */
export async function appendWithRetry(
  store: Pick<EventStore, 'append'>,
  commands: readonly CommandAppend[],
  failed?: unknown,
): Promise<readonly AppendOutcome[]> {
  let lost = failed;
  for (const pause of [...PAUSES, undefined]) {
    try {
      const outcomes = await store.append(commands);
      return lost === undefined
        ? outcomes
        : outcomes.map((outcome, index) => ownOutcome(outcome, commands[index]));
    } catch (error) {
      if (lost === undefined && !isUnknown(error)) throw error;
      lost ??= error;
    }
    if (pause !== undefined) await sleep(pause);
  }
  throw new SlipstreamError(
    'COMMAND_OUTCOME_UNKNOWN',
    'The connection was lost before the outcome was known. Ask again with the same commandId.',
    { cause: lost },
  );
}

/** A refusal by the server always has an SQLSTATE; what has none may be a reply that got lost on its way. */
export function isUnknown(error: unknown): boolean {
  if (!(error instanceof SlipstreamError)) return false;
  const { code, details } = error;
  if (code === 'STORE_UNAVAILABLE') return details['applied'] === 'unknown';
  return code === 'STORE_FAILED' && details['state'] === '';
}

/** Its cause may be one command of several: the others go without it. */
export const isOfOneCommand = (error: unknown): boolean =>
  error instanceof SlipstreamError && (error.code === 'STORE_FAILED' || error.code === 'INVALID_APPEND');

/** What the lost attempt stored is no repetition but the first outcome. */
function ownOutcome(outcome: AppendOutcome, command: CommandAppend | undefined): AppendOutcome {
  if (outcome.kind !== 'replayed' || !command || outcome.stored.inputHash !== command.inputHash)
    return outcome;
  const { accepted, rejection, streamId } = outcome.stored;
  // An earlier request with the same command id may have been given another id.
  if (streamId !== command.streamId) return outcome;
  if (accepted && accepted.version === decidedVersion(command)) return { kind: 'appended', ...accepted };
  return rejection && rejection.code === command.rejection?.code ? { kind: 'recorded' } : outcome;
}

function decidedVersion({ streams: [own] }: CommandAppend): number | undefined {
  return own && own.expectedVersion + own.events.length;
}
