// Admission of commands: as many are under way as are done within a bounded wait, by what was measured while there were
// many. One that comes on top of that is refused at once, and not after it has waited.
import { SlipstreamError } from '../../../model/errors.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { CommandBus } from '../../../model/services.ts';

export interface Admission {
  /** Throws OVERLOADED. @returns to be called when the command has its outcome. */
  enter(principal: string): () => void;
}

export interface AdmissionOptions {
  /** How long one should wait at most, in milliseconds. */
  readonly waitMs: number;
}

/** For commands of clients; those that a process sends by itself wait as long as it takes. */
export function admitting(bus: CommandBus): CommandBus {
  const { enter } = admitCommands({ waitMs: LIMITS.commandWaitMs });
  return {
    dispatch: async (request) => {
      const leave = enter(request.principal);
      try {
        return await bus.dispatch(request);
      } finally {
        leave();
      }
    },
  };
}

/** Fewer are never too many: they fit into one append. */
const LEAST = 64;
/** As long as nothing is measured. */
const FIRST = 512;
const MEASURED_MS = 250;
const RETRY_AFTER_MS = 1_000;

export function admitCommands({ waitMs }: AdmissionOptions): Admission {
  const byPrincipal = new Map<string, number>();
  let pending = 0;
  let limit = FIRST;
  let since = performance.now();
  let done = 0;

  /** Only while there are many: how fast a few are done says nothing. */
  const measure = (): void => {
    const now = performance.now();
    if (pending < LEAST) {
      since = now;
      done = 0;
      return;
    }
    done += 1;
    if (now - since < MEASURED_MS) return;
    limit = Math.max(LEAST, Math.round((done / (now - since)) * waitMs));
    since = now;
    done = 0;
  };
  const leave = (principal: string): void => {
    measure();
    pending -= 1;
    const left = (byPrincipal.get(principal) ?? 1) - 1;
    if (left === 0) byPrincipal.delete(principal);
    else byPrincipal.set(principal, left);
  };
  return {
    enter: (principal) => {
      const own = byPrincipal.get(principal) ?? 0;
      // Whoever has nothing under way is not kept out by one who has much.
      const isTooMany = pending >= limit && (own > 0 || pending >= 2 * limit);
      if (isTooMany) throw overloaded();
      pending += 1;
      byPrincipal.set(principal, own + 1);
      return () => leave(principal);
    },
  };
}

export function overloaded(): SlipstreamError {
  return new SlipstreamError('OVERLOADED', 'Too many commands are under way.', {
    details: { retryAfterMs: RETRY_AFTER_MS },
  });
}
