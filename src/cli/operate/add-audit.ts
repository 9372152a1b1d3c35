// npm run cli -- audit: what operators did, by whom, when, why, and what became of it.
import type { Command } from 'commander';
import type { System } from '../../engine/definitions/define-system.ts';
import type { JsonObject } from '../../engine/model/json.ts';
import type { AuditEntry } from '../../engine/model/operations.ts';
import type { Say } from '../say.ts';
import { wholeNumber } from '../whole-number.ts';
import { names } from './do-deed.ts';
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

/** Those that it lists by name. */
const doneWith = (result: JsonObject): string =>
  Object.entries(result)
    .filter(([, value]) => names(value).length > 0)
    .map(([name, value]) => `, ${name} ${names(value).join(' ')}`)
    .join('');

function lineOf({ at, principal, verb, input, reason, outcome }: AuditEntry): string {
  const became = outcome
    ? outcome.done
      ? `done${doneWith(outcome.result)}`
      : `refused: ${outcome.code}`
    : 'not known to be over';
  const why = reason === undefined || reason === '' ? '' : `  (${reason})`;
  return `${at}  ${principal}  ${verb} ${JSON.stringify(input)}  ${became}${why}`;
}
