// The debug line of a command: what was asked for, what came of it, and how long it took. No input, no token.
import { SlipstreamError } from '../../../model/errors.ts';
import type { Logger } from '../../../model/logger.ts';
import type { CommandOutcome } from '../../../model/outcome.ts';
import type { CommandRequest } from '../../../model/services.ts';
import { ID_PATTERN, streamName } from '../../../model/stream.ts';
import { isUuid } from './read-command.ts';

/** Where the stream of a command stands in its input. */
export interface StreamOfCommand {
  readonly category: string;
  readonly field: string;
}

export interface CommandLog {
  readonly logger: Logger;
  /** Undefined for a command that does not exist. */
  readonly streamOf: (command: string) => StreamOfCommand | undefined;
}

/** Passes the outcome on. Where debug lines are not written, none is made. */
export function logCommand(
  { logger, streamOf }: CommandLog,
  request: CommandRequest,
  outcome: Promise<CommandOutcome>,
): Promise<CommandOutcome> {
  const began = performance.now();
  const log = (facts: (at: StreamOfCommand | undefined) => object): void =>
    logger.debug(() => {
      const at = streamOf(request.command);
      return {
        // A name that nobody defined is any text of a caller.
        command: at && request.command,
        ...facts(at),
        ms: Math.round((performance.now() - began) * 10) / 10,
        correlationId: request.correlationId,
      };
    }, 'A command has its outcome.');
  outcome.then(
    (known) => log((at) => (known.accepted ? acceptedFacts(known, at) : refusedFacts(known, request, at))),
    (error: unknown) => log((at) => failedFacts(error, request, at)),
  );
  return outcome;
}

type Accepted = Extract<CommandOutcome, { accepted: true }>;
type Refused = Exclude<CommandOutcome, Accepted>;

function acceptedFacts({ receipt }: Accepted, at: StreamOfCommand | undefined): object {
  const { commandId, streamId, version, replayed } = receipt;
  const stream = at && streamName(at.category, streamId);
  return { outcome: 'accepted', ...(replayed ? { replayed } : {}), commandId, stream, version };
}

function refusedFacts(
  { rejection, commandId }: Refused,
  request: CommandRequest,
  at: StreamOfCommand | undefined,
): object {
  return { outcome: rejection.code, commandId, stream: streamAskedFor(request, at) };
}

function failedFacts(error: unknown, request: CommandRequest, at: StreamOfCommand | undefined): object {
  const { code, details } =
    error instanceof SlipstreamError ? error : { code: 'COMMAND_FAILED', details: undefined };
  const commandId = [details?.['commandId'], request.input['commandId']].find(isUuid);
  return { outcome: code, commandId, stream: streamAskedFor(request, at) };
}

/** Only a well-formed id: anything else in that field is a payload. */
function streamAskedFor({ input }: CommandRequest, at: StreamOfCommand | undefined): string | undefined {
  const id = at && input[at.field];
  return typeof id === 'string' && ID_PATTERN.test(id) ? streamName(at?.category ?? '', id) : undefined;
}
