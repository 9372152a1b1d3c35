// The audit of a worker in steps, one a second, while it is its turn.
import { settledWithin } from '../async/settled-within.ts';
import { createAudit, type Audit } from '../flow/project/audit/create-audit.ts';
import type { LaneStore } from '../model/documents.ts';
import type { EventReader } from '../model/event-store.ts';
import type { StreamHeads } from '../model/stream-heads.ts';
import type { AuditTurn } from '../stores/redis/audit-turn.ts';
import type { RoleOptions } from './roles.ts';

type Opened = Pick<RoleOptions, 'system' | 'settings' | 'logger'>;

interface Auditing {
  readonly reader: EventReader & StreamHeads;
  readonly store: LaneStore;
  readonly turn: AuditTurn;
}

/** Undefined where it is off. */
export function openAudit({ system, settings, logger }: Opened, { turn, ...auditing }: Auditing) {
  const { projections } = system;
  const { auditPerSecond: perStep } = settings;
  if (perStep === 0) return undefined;
  return runAudit(createAudit({ ...auditing, projections, logger, perStep }), turn);
}

interface RunningAudit {
  /** Waits for the step that is under way; then another process may go on. */
  close(): Promise<void>;
}

const EVERY_MS = 1000;
const GIVES_BACK_WITHIN_MS = 500;

/** A server that is away is somebody else's alarm: the next step begins where this one did. */
function runAudit(audit: Audit, turn: AuditTurn): RunningAudit {
  let running: Promise<void> = Promise.resolve();
  let isRunning = false;
  const step = async (): Promise<void> => {
    try {
      if (audit.isDue() && (await turn.isMine())) await audit.step();
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
      // A server that is away lets it run out.
      await settledWithin(turn.giveBack(), GIVES_BACK_WITHIN_MS);
    },
  };
}
