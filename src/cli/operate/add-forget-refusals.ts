// npm run cli -- forget-refusals: makes room where many commands are refused.
import type { Command } from 'commander';
import type { System } from '../../engine/definitions/define-system.ts';
import type { Say } from '../say.ts';
import { doDeed, type DeedOptions } from './do-deed.ts';
import { withControl } from './with-control.ts';

interface Given extends DeedOptions {
  readonly before: string;
}

export function addForgetRefusals(program: Command, say: Say, system: System): void {
  program
    .command('forget-refusals')
    .description(
      'remove what was refused before a day, as DATABASE_OWNER_URL; the same command sent again is decided anew',
    )
    .requiredOption('--before <date>', 'such as 2026-10-01 (UTC), a day ago or longer')
    .option('--reason <text>', 'why, for the audit')
    .option('--json', 'one JSON object instead of text')
    .action(async ({ before, ...options }: Given) => {
      const linesOf = (result: { readonly removed?: unknown; readonly before?: unknown }) => [
        `${String(result.removed)} refused commands of before ${String(result.before)} are removed.`,
      ];
      await withControl(system, (control) =>
        doDeed(control, { ...options, verb: 'forgetRefusals', say, input: { before }, linesOf }),
      );
    });
}
