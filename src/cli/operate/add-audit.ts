// npm run cli -- audit: what operators did, by whom, when, why, and what became of it.
import type { Command } from 'commander';
import type { System } from '../../engine/definitions/define-system.ts';
import type { AuditEntry } from '../../engine/model/operations.ts';
import type { Say } from '../say.ts';
import { wholeNumber } from '../whole-number.ts';
import { withControl } from './with-control.ts';

interface Given {
  readonly first: number;
  readonly after?: string;
  readonly json?: boolean;
}

export function addAudit(program: Command, say: Say, system: System): void {
  program
    .command('audit')
    .description('show what operators did, the newest first')
    .option('--first <count>', 'how many, 1 to 100', wholeNumber(1, 100), 20)
    .option('--after <cursor>', 'go on where the page before has ended')
    .option('--json', 'one JSON object instead of text')
    .action(async ({ json = false, ...request }: Given) => {
      const page = await withControl(system, ({ audit }) => audit(request));
      if (json) return say(JSON.stringify(page));
      page.items.forEach((entry) => say(lineOf(entry)));
      if (page.items.length === 0) say('Nothing was done yet.');
      if (page.next !== undefined) say(`More with --after ${page.next}.`);
    });
}

function lineOf({ at, principal, verb, input, reason, outcome }: AuditEntry): string {
  const became = outcome ? (outcome.done ? 'done' : `refused: ${outcome.code}`) : 'not known to be over';
  const why = reason === undefined || reason === '' ? '' : `  (${reason})`;
  return `${at}  ${principal}  ${verb} ${JSON.stringify(input)}  ${became}${why}`;
}
