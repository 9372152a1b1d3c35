// Ports of reactions in memory: checkpoints that move conditionally, and a bus that does each command once.
import type { CommandOutcome } from '../../src/engine/model/outcome.ts';
import type { CommandBus, CommandRequest } from '../../src/engine/model/services.ts';
import { receipt } from './memory-services.ts';

export { memoryReactionCheckpoints as memoryCheckpoints } from '../../src/engine/testing/memory/memory-reaction-checkpoints.ts';

export interface MemoryBus extends CommandBus {
  /** Each command that was done, once, in the order in which that happened. */
  readonly done: readonly CommandRequest[];
  /** Every command that was sent. */
  readonly sent: readonly CommandRequest[];
  /** What happens to a command before it is done: it may throw, wait, or answer for it. */
  before: (request: CommandRequest) => Promise<CommandOutcome | void>;
}

export function memoryBus(): MemoryBus {
  const done: CommandRequest[] = [];
  const sent: CommandRequest[] = [];
  const outcomes = new Map<unknown, CommandOutcome>();
  const bus: MemoryBus = {
    done,
    sent,
    before: async () => {},
    dispatch: async (request) => {
      sent.push(request);
      const answered = await bus.before(request);
      if (answered) return answered;
      const { commandId } = request.input;
      const first = outcomes.get(commandId);
      if (first) return first;
      done.push(request);
      outcomes.set(commandId, { accepted: true, receipt: receipt({ replayed: true }) });
      return { accepted: true, receipt: receipt() };
    },
  };
  return bus;
}

export const refusal = (code: string, stored = true): CommandOutcome => ({
  accepted: false,
  stored,
  commandId: '018f0000-0000-7000-8000-000000000001',
  rejection: { rejected: true, name: code, code, message: `It is ${code}.`, data: {} },
});
