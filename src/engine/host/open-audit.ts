// The audit of a worker in steps, one a second, while it is its turn.
import { createAudit, type Audit } from '../flow/project/audit/create-audit.ts';
import type { LaneStore } from '../model/documents.ts';
import type { EventReader } from '../model/event-store.ts';
import type { StreamHeads } from '../model/stream-heads.ts';
import type { RoleOptions } from './roles.ts';

type Opened = Pick<RoleOptions, 'system' | 'settings' | 'logger'>;

interface Auditing {
  readonly reader: EventReader & StreamHeads;
  readonly store: LaneStore;
  readonly isMyTurn: () => Promise<boolean>;
}

/** Undefined where it is off. */
export function openAudit({ system, settings, logger }: Opened, { isMyTurn, ...auditing }: Auditing) {
  const { projections } = system;
  const { auditPerSecond: perStep } = settings;
  if (perStep === 0) return undefined;
  return runAudit(createAudit({ ...auditing, projections, logger, perStep }), isMyTurn);
}

interface RunningAudit {
  /** Waits for the step that is under way. */
  close(): Promise<void>;
}

const EVERY_MS = 1000;

/** A server that is away is somebody else's alarm: the next step begins where this one did. */
function runAudit(audit: Audit, isMyTurn: () => Promise<boolean>): RunningAudit {
  let running: Promise<void> = Promise.resolve();
  let isRunning = false;
  const step = async (): Promise<void> => {
    try {
      if (audit.isDue() && (await isMyTurn())) await audit.step();
    } catch {
      // Looked at again.
    } finally {
      isRunning = false;
    }
  };
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    running = step();
  }, EVERY_MS);
  timer.unref();
  return {
    close: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
