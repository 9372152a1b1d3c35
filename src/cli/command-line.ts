// The operator's command line of a system. What a command needs is loaded with it.
import { Command } from 'commander';
import type { System } from '../engine/definitions/define-system.ts';
import { addClientConfig } from './client-config/add-client-config.ts';
import { addDocuments } from './documents/add-documents.ts';
import { addGeneratedFiles } from './generated-files.ts';
import { addDoctor } from './add-doctor.ts';
import { addMigrate } from './add-migrate.ts';
import { addRestored } from './add-restored.ts';
import { addCommandLook } from './look/add-command.ts';
import { addExplain } from './look/add-explain.ts';
import { addTail } from './look/add-tail.ts';
import { addAudit } from './operate/add-audit.ts';
import { addErase } from './operate/add-erase.ts';
import { addExport } from './operate/add-export.ts';
import { addForgetRefusals } from './operate/add-forget-refusals.ts';
import { addParked } from './operate/add-parked.ts';
import { addRevoke } from './operate/add-revoke.ts';
import { addPause } from './operate/add-pause.ts';
import { addPlan } from './operate/add-plan.ts';
import { addRebuild } from './operate/add-rebuild.ts';
import { addSeal } from './add-seal.ts';
import { addStatus } from './add-status.ts';
import type { Say } from './say.ts';

export function commandLine(system: System, say: Say): Command {
  const program = new Command('slipstream').description("Slipstream's command line");
  addGeneratedFiles(program, say, system);
  addClientConfig(program, say, system);
  addMigrate(program, say, system);
  addRestored(program, say);
  addPause(program, say, system);
  addRebuild(program, say, system);
  addPlan(program, say, system);
  addParked(program, say, system);
  addAudit(program, say, system);
  addRevoke(program, say, system);
  addErase(program, say, system);
  addExport(program, say, system);
  addSeal(program, say, system);
  addForgetRefusals(program, say, system);
  addStatus(program, say, system);
  addDoctor(program, say, system);
  addExplain(program, say, system);
  addCommandLook(program, say, system);
  addTail(program, say, system);
  addDocuments(program, say, system);
  return program;
}
