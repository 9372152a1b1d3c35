// The writes of this page, and what became of each: the badges.
import { useCallback, useReducer } from 'react';
import type { Command, Outcome, ShopClient, Update } from './shop.ts';

export interface Write {
  readonly command: Command;
  /** Of the order when the user asked; 0 for one that was new. */
  readonly fromVersion: number;
  readonly begunAt: number;
  /** Nothing while it is on its way. */
  readonly answer: { readonly outcome: Outcome; readonly ms: number } | undefined;
  /** When updates of the order came, in milliseconds from the click. */
  readonly pushes: readonly { readonly version: number; readonly ms: number }[];
}

type Step =
  | { readonly kind: 'begun'; readonly write: Write }
  | { readonly kind: 'answered'; readonly commandId: string; readonly outcome: Outcome; readonly at: number }
  | { readonly kind: 'pushed'; readonly update: Update; readonly at: number };

const SHOWN = 6;
const PUSHES = 10;

function reduce(writes: readonly Write[], step: Step): readonly Write[] {
  switch (step.kind) {
    case 'begun': {
      const isIt = ({ command }: Write): boolean => command.commandId === step.write.command.commandId;
      // What is sent again stays in its place. It may have been done the first time, and be readable since.
      const again = ({ pushes }: Write): Write => ({
        ...step.write,
        pushes: pushes.map((push) => ({ ...push, ms: 0 })),
      });
      if (writes.some(isIt)) return writes.map((write) => (isIt(write) ? again(write) : write));
      return [step.write, ...writes].slice(0, SHOWN);
    }
    case 'answered':
      return writes.map((write) =>
        write.command.commandId === step.commandId
          ? { ...write, answer: { outcome: step.outcome, ms: step.at - write.begunAt } }
          : write,
      );
    case 'pushed':
      return writes.map((write) =>
        isAwaiting(write, step.update)
          ? {
              ...write,
              pushes: [...write.pushes, { version: step.update.version, ms: step.at - write.begunAt }],
            }
          : write,
      );
  }
}

const isAwaiting = ({ command, fromVersion, pushes }: Write, { readModel, id, version }: Update): boolean =>
  readModel === 'ORDER' && command.orderId === id && version > fromVersion && pushes.length < PUSHES;

export const confirmedVersion = ({ answer }: Write): number | undefined =>
  answer?.outcome.kind === 'confirmed' ? answer.outcome.version : undefined;

/** When the read model had what was confirmed, in milliseconds from the click; nothing if it is not known to have it. */
export function readableAfter(write: Write): number | undefined {
  const confirmed = confirmedVersion(write);
  return write.pushes.find(({ version }) => confirmed !== undefined && version >= confirmed)?.ms;
}

/** Nothing while there is no answer to it, or no such command. */
export const outcomeOf = (writes: readonly Write[], commandId: string | undefined): Outcome | undefined =>
  writes.find(({ command }) => command.commandId === commandId)?.answer?.outcome;

const isHoped = ({ command, answer }: Write, orderId: string): boolean =>
  command.orderId === orderId && !answer;

export const isSending = (writes: readonly Write[], orderId: string): boolean =>
  writes.some((write) => isHoped(write, orderId));

/** Of an order, without what is only hoped for. */
export function knownVersion(writes: readonly Write[], orderId: string, shown: number): number {
  const from = writes.filter((write) => isHoped(write, orderId)).map(({ fromVersion }) => fromVersion);
  // An order that is being placed is at nothing yet.
  return Math.max(1, Math.min(shown, ...from));
}

export function useWrites(client: ShopClient) {
  const [writes, step] = useReducer(reduce, []);
  const send = useCallback(
    async (command: Command, fromVersion: number): Promise<Outcome> => {
      const begunAt = performance.now();
      step({ kind: 'begun', write: { command, fromVersion, begunAt, answer: undefined, pushes: [] } });
      const outcome = await client.send(command);
      step({ kind: 'answered', commandId: command.commandId, outcome, at: performance.now() });
      return outcome;
    },
    [client],
  );
  const pushed = useCallback((update: Update) => step({ kind: 'pushed', update, at: performance.now() }), []);
  return { writes, send, pushed };
}
