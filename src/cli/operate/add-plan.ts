// npm run cli -- plan: what a deploy of this code would meet in the store, before it is done.
import type { Command } from 'commander';
import type { System } from '../../engine/definitions/define-system.ts';
import { Explained } from '../../engine/model/explained.ts';
import type { DeployPlan } from '../../engine/operations/plan.ts';
import type { RefillEstimate } from '../../engine/operations/refill-estimates.ts';
import { duration } from '../ages.ts';
import { Refused } from '../refused.ts';
import type { Say } from '../say.ts';
import { withControl } from './with-control.ts';

const EXIT_CODES = `
Exit codes: 0 there is nothing to do; 1 something will not work, such as events of a type that no module lists;
2 it works, but read models are filled anew beside what readers see.`;

export function addPlan(program: Command, say: Say, system: System): void {
  program
    .command('plan')
    .description('compare this code with the store before it is deployed; nothing is changed')
    .option('--json', 'one JSON object instead of text')
    .addHelpText('after', EXIT_CODES)
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const plan = await withControl(system, (control) => control.plan());
      if (json) say(JSON.stringify(plan));
      else linesOf(plan).forEach((line) => say(line));
      judge(plan);
    });
}

function linesOf({ events, unreadable, refills }: DeployPlan): readonly string[] {
  const lines = [
    ...unreadable.map(
      ({ category, type, schemaVersion, events: count, code, first }) =>
        `${code}  ${category}/${type}, schema version ${schemaVersion}: ${count} events, the first at ${first}`,
    ),
    ...refills.flatMap(({ projection, from, to, estimate }) => [
      from.length === 0
        ? `NEW     ${projection}: ${events} events are folded before it can be read`
        : `REFILL  ${projection}: ${events} events are folded again beside what readers see (${from.join(', ')} → ${to})`,
      `        ${estimateOf(estimate)}`,
    ]),
  ];
  return lines.length > 0 ? lines : ['This code reads all that is stored, and fills nothing anew.'];
}

function estimateOf({ ms, eventsPerSecond, basis, redisBytes }: RefillEstimate): string {
  const rate = `${eventsPerSecond} events a second`;
  const by =
    basis === 'ASSUMED' ? `if it folds ${rate}, which is an assumption` : `at ${rate}, as its last rebuild`;
  return `about ${duration(ms)} ${by}; ${memory(redisBytes)}`;
}

function memory(bytes: number | undefined): string {
  if (bytes === undefined) return 'how much of Redis it takes is not known, as nothing of it is there';
  return bytes === 0 ? 'nothing of Redis' : `about ${megabytes(bytes)} MB of Redis beside what is there`;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);

/** Throws what makes the exit code. */
function judge({ unreadable, refills }: DeployPlan): void {
  if (unreadable.length > 0) {
    throw new Explained(`This code can't read ${unreadable.length} of the stored types of events.`);
  }
  if (refills.length > 0)
    throw new Refused('REFILLS', `Read models that are filled anew: ${refills.length}.`);
}
