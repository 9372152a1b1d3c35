// A command bus whose commands are spans: what follows from a command is below its span, by the metadata of its events.
import type { System } from '../../definitions/define-system.ts';
import type { CommandOutcome } from '../../model/outcome.ts';
import type { CommandBus, CommandRequest } from '../../model/services.ts';
import type { SpanFacts, Traces } from '../../observability/traces.ts';
import { inSpan } from './in-span.ts';

export function tracedCommands<Bus extends CommandBus>(
  bus: Bus,
  { deciders }: Pick<System, 'deciders'>,
  traces: Traces,
): Bus {
  const known = new Set(deciders.flatMap(({ commands }) => Object.keys(commands.specs)));
  const dispatch = async (request: CommandRequest): Promise<CommandOutcome> => {
    const { command, correlationId, causedBy } = request;
    // A name that nobody defined is any text of a caller.
    if (!known.has(command)) return bus.dispatch(request);
    const span = traces.begin(`command ${command}`, {
      parent: request.traceparent,
      // The answer to an event is in the trace of the event, whatever else traces the worker.
      inRequest: causedBy === undefined,
      facts: { 'slipstream.command': command, 'slipstream.correlation_id': correlationId },
    });
    const { traceparent } = span;
    const sent = traceparent === undefined ? request : { ...request, traceparent };
    return inSpan(span, () => bus.dispatch(sent), factsOf);
  };
  return { ...bus, dispatch };
}

/** A refusal is an outcome, not an error. */
function factsOf(outcome: CommandOutcome): SpanFacts {
  if (outcome.accepted) {
    const { commandId, replayed } = outcome.receipt;
    return { 'slipstream.outcome': replayed ? 'replayed' : 'accepted', 'slipstream.command_id': commandId };
  }
  return {
    'slipstream.outcome': 'refused',
    'slipstream.refusal': outcome.rejection.code,
    'slipstream.command_id': outcome.commandId,
  };
}
