// The way of a command: validate, load, decide, append. Refusals are outcomes; only the unexpected throws.
import { streamFieldOf, type CommandSpec } from '../../../definitions/commands.ts';
import type { Module } from '../../../definitions/module.ts';
import type { Projection } from '../../../definitions/projection.ts';
import { reject, ValidationFailed } from '../../../definitions/refusals.ts';
import { idOfText } from '../../../definitions/values.ts';
import type { Doorbell } from '../../../model/doorbell.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import type { EventStore } from '../../../model/event-store.ts';
import { LIMITS } from '../../../model/limits.ts';
import { unmeteredCommands, type CommandMeter } from '../../../model/meters.ts';
import { silentLogger, type Logger } from '../../../model/logger.ts';
import type { CommandOutcome } from '../../../model/outcome.ts';
import type { KeyedHash } from '../../../model/personal.ts';
import type { CommandBus, CommandRequest } from '../../../model/services.ts';
import type { Deciding } from '../deciders/gather-facts.ts';
import { deciderFold } from '../deciders/folds.ts';
import { inlineFolds } from '../deciders/inline-documents.ts';
import { createStateLoader } from '../deciders/load-states.ts';
import type { SnapshotStore } from '../../../model/snapshots.ts';
import type { StoredDocuments } from '../../../model/stored-documents.ts';
import { overloaded } from './admit-commands.ts';
import { createAppendAlone } from './append-alone.ts';
import { createAppendBatches } from './append-batches.ts';
import { boundedCommand } from './bounded-command.ts';
import { createExecute } from './execute-command.ts';
import { createKeyedMutex } from '../../../async/keyed-mutex.ts';
import { logCommand, type CommandLog } from './log-command.ts';
import { meterCommand } from './meter-command.ts';
import { readCommand } from './read-command.ts';
import { rememberIncarnation } from './remember-incarnation.ts';
import { deduplicateInFlight } from './deduplicate-in-flight.ts';

export interface CommandBusOptions {
  /** With `snapshots` and `documents` where the store has them. */
  readonly store: EventStore & { readonly snapshots?: SnapshotStore; readonly documents?: StoredDocuments };
  readonly deciders: Module['deciders'];
  /** Documents of those that are inline are appended with the events. */
  readonly projections?: readonly Projection[];
  readonly doorbell: Doorbell;
  readonly logger?: Logger;
  readonly meter?: CommandMeter;
  /** Folded states kept in memory. */
  readonly cacheSize?: number;
  /** A snapshot is stored whenever a stream has grown by as many events. */
  readonly snapshotEvery?: number;
  readonly conflictRetries?: number;
  /** The longest a command may take, in milliseconds; then its caller is told what is known. */
  readonly commandMs?: number;
  /** Commands under way at most; more are turned away with OVERLOADED. */
  readonly maxPending?: number;
}

interface Known extends Deciding {
  readonly spec: CommandSpec;
}

/**
 * Codes thrown by `dispatch`: UNKNOWN_COMMAND, INVALID_REQUEST, OVERLOADED, SHUTTING_DOWN, STORE_UNAVAILABLE (not done),
 * COMMAND_OUTCOME_UNKNOWN (ask again with the same commandId), UNKNOWN_EVENT_TYPE, BAD_DEFINITION, STORE_FAILED,
 * COMMAND_FAILED (a bug in the author's code, as `cause`). `close` lets what is under way finish.
 */
export function createCommandBus(options: CommandBusOptions): CommandBus & { close(): Promise<void> } {
  const { maxPending = LIMITS.commandsPending, logger = silentLogger, meter = unmeteredCommands } = options;
  const { run, settle, streamOf } = createCommandPipeline(options, logger);
  const pending = new Set<Promise<CommandOutcome>>();
  let closing = false;
  const dispatch = async (request: CommandRequest): Promise<CommandOutcome> => {
    if (closing) throw new SlipstreamError('SHUTTING_DOWN', 'This process takes no more commands.');
    if (pending.size >= maxPending) throw overloaded();
    const outcome = run(request).catch((error: unknown) => {
      throw failure(request, error);
    });
    pending.add(outcome);
    return outcome.finally(() => pending.delete(outcome));
  };
  return {
    dispatch: (request) =>
      meterCommand(meter, request, logCommand({ logger, streamOf }, request, dispatch(request))),
    close: async () => {
      closing = true;
      await Promise.allSettled(pending);
      await settle();
    },
  };
}

interface Pipeline extends Pick<CommandLog, 'streamOf'> {
  readonly run: (request: CommandRequest) => Promise<CommandOutcome>;
  /** Waits for what goes on beside the commands. */
  readonly settle: () => Promise<void>;
}

function createCommandPipeline({ store, doorbell, ...options }: CommandBusOptions, logger: Logger): Pipeline {
  const known = knownCommands(options.deciders, options.projections ?? []);
  const { snapshots, documents } = store;
  const loader = createStateLoader({
    reader: store,
    logger,
    cacheSize: options.cacheSize ?? 5_000,
    snapshotEvery: options.snapshotEvery ?? 200,
    ...(snapshots ? { snapshots } : {}),
    ...(documents ? { documents } : {}),
  });
  const incarnation = rememberIncarnation(store, () => loader.forgetAll());
  const appending = { store, doorbell, incarnation };
  const execute = createExecute({
    loader,
    append: createAppendBatches(appending),
    appendAlone: createAppendAlone(appending, loader),
    known: async ({ principal, commandId }) => {
      const stored = await store.outcomeOf(principal, commandId);
      return stored && { outcome: { kind: 'replayed', stored }, incarnation: await incarnation() };
    },
    exclusive: createKeyedMutex(),
    conflictRetries: options.conflictRetries ?? LIMITS.conflictRetries,
    onConflict: (options.meter ?? unmeteredCommands).conflict,
  });
  const share = deduplicateInFlight();
  const { commandMs = LIMITS.commandMs } = options;
  const run = async (request: CommandRequest): Promise<CommandOutcome> => {
    const of = known.get(request.command);
    if (!of) throw new SlipstreamError('UNKNOWN_COMMAND', `There is no command ${request.command}.`);
    const read = readCommand(of.spec, request, of.spec.personal && (await keyedHashOf(store)));
    if ('issues' in read) {
      const { issues, commandId } = read;
      const rejection = reject(ValidationFailed, { issues: [...issues] });
      return { accepted: false, rejection, commandId, stored: false };
    }
    const { command } = read;
    const { commandId } = command;
    return share(command, () =>
      boundedCommand((attempt) => execute(of, command, attempt), { ms: commandMs, commandId }),
    ).catch((error: unknown) => {
      throw failure(request, error, commandId);
    });
  };
  const streamOf: Pipeline['streamOf'] = (command) => {
    const of = known.get(command);
    return of && { category: of.decider.category, field: streamFieldOf(of.spec).field };
  };
  return { run, settle: () => loader.settle(), streamOf };
}

const keyedHashOf = async (store: EventStore): Promise<KeyedHash> => (await store.keyedHash?.()) ?? idOfText;

function knownCommands(
  deciders: Module['deciders'],
  projections: readonly Projection[],
): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>();
  const inline = inlineFolds(projections);
  for (const decider of deciders) {
    const fold = deciderFold(decider);
    for (const [name, spec] of Object.entries<CommandSpec>(decider.commands.specs)) {
      if (known.has(name)) throw new SlipstreamError('BAD_DEFINITION', `Command ${name} is defined twice.`);
      known.set(name, { decider, fold, inline, spec });
    }
  }
  return known;
}

/** @param commandId undefined if it was never read. */
function failure({ command }: CommandRequest, cause: unknown, commandId?: string): SlipstreamError {
  const id = commandId === undefined ? {} : { commandId };
  if (!(cause instanceof SlipstreamError)) {
    return new SlipstreamError('COMMAND_FAILED', `Command ${command} failed.`, { cause, details: id });
  }
  // Clients are not told why: the log is, and of which command.
  if (cause.code !== 'STORE_FAILED' || commandId === undefined) return cause;
  return new SlipstreamError(cause.code, cause.message, { cause, details: { ...cause.details, ...id } });
}
