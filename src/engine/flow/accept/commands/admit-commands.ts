// Admission of commands: as many are under way as are done within a bounded wait, by how long those took that were done
// while there were many. One that comes on top of that is refused at once, and not after it has waited.
import { SlipstreamError } from '../../../model/errors.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { CommandBus } from '../../../model/services.ts';

export interface Admission {
  /** Throws OVERLOADED. @returns to be called when the command has its outcome. */
  enter(principal: string): () => void;
  /** Throws OVERLOADED if nothing of the caller is let in now. */
  admits(principal: string): void;
}

export interface AdmissionOptions {
  /** How long one should wait at most, in milliseconds. */
  readonly waitMs: number;
}

/** For commands of clients; those that a process sends by itself wait as long as it takes. */
export function admitting(bus: CommandBus): CommandBus {
  const { enter, admits } = admitCommands({ waitMs: LIMITS.commandWaitMs });
  return {
    admits,
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
const MOST = 4096;
const MEASURED_MS = 250;
/** After each time that is measured in which nobody waited for too long and somebody was refused. */
const GROWS_TO = 5 / 4;
const RETRY_AFTER_MS = 1_000;

interface Measured {
  readonly since: number;
  done: number;
  tookMs: number;
  /** The most that were under way together. */
  most: number;
  /** Whether somebody was refused, or would have been. */
  isFull: boolean;
}

const measuring = (pending: number): Measured => ({
  since: performance.now(),
  done: 0,
  tookMs: 0,
  most: pending,
  isFull: false,
});

export function admitCommands({ waitMs }: AdmissionOptions): Admission {
  const byPrincipal = new Map<string, number>();
  let pending = 0;
  let limit = FIRST;
  let measured = measuring(0);

  const measure = (began: number): void => {
    const now = performance.now();
    measured.done += 1;
    measured.tookMs += now - began;
    if (now - measured.since < MEASURED_MS) return;
    const mean = measured.tookMs / measured.done;
    // How long a few take says nothing of what many would.
    if (mean > waitMs && measured.most >= LEAST) {
      limit = Math.max(LEAST, Math.round((measured.done / (now - measured.since)) * waitMs));
    } else if (mean <= waitMs && measured.isFull) limit = Math.min(MOST, Math.ceil(limit * GROWS_TO));
    measured = measuring(pending);
  };
  const leave = (principal: string, began: number): void => {
    measure(began);
    pending -= 1;
    const left = (byPrincipal.get(principal) ?? 1) - 1;
    if (left === 0) byPrincipal.delete(principal);
    else byPrincipal.set(principal, left);
  };
  const admits = (principal: string): void => {
    if (pending < limit) return;
    measured.isFull = true;
    // Whoever has less than a fair share under way is not kept out by one who has much.
    const own = byPrincipal.get(principal) ?? 0;
    const callers = byPrincipal.size + (own === 0 ? 1 : 0);
    if (own >= limit / callers || pending >= 2 * limit) throw overloaded();
  };
  return {
    admits,
    enter: (principal) => {
      admits(principal);
      pending += 1;
      measured.most = Math.max(measured.most, pending);
      byPrincipal.set(principal, (byPrincipal.get(principal) ?? 0) + 1);
      const began = performance.now();
      return () => leave(principal, began);
    },
  };
}

export function overloaded(): SlipstreamError {
  return new SlipstreamError('OVERLOADED', 'Too many commands are under way.', {
    details: { retryAfterMs: RETRY_AFTER_MS },
  });
}
