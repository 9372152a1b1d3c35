// The measure of a command: how long it took, and what became of it.
import type { CommandMeter } from '../../../model/meters.ts';
import type { CommandOutcome } from '../../../model/outcome.ts';
import type { CommandRequest } from '../../../model/services.ts';

/** Passes the outcome on. */
export function meterCommand(
  meter: CommandMeter,
  { command }: CommandRequest,
  outcome: Promise<CommandOutcome>,
): Promise<CommandOutcome> {
  const began = performance.now();
  outcome.then(
    ({ accepted }) => meter.done(command, accepted ? 'accepted' : 'refused', performance.now() - began),
    () => meter.done(command, 'failed', performance.now() - began),
  );
  return outcome;
}
