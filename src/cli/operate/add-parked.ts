// npm run cli -- parked | try | redrive | skip: documents that an event could not be folded into, streams that a reaction
// could not answer an event of, and what mends them.
import type { Command } from 'commander';
import type { System } from '../../engine/definitions/define-system.ts';
import { counted } from '../../engine/model/counted.ts';
import { Explained } from '../../engine/model/explained.ts';
import type { JsonObject } from '../../engine/model/json.ts';
import type { Control } from '../../engine/operations/open-control.ts';
import { Refused } from '../refused.ts';
import type { Say } from '../say.ts';
import { wholeNumber } from '../whole-number.ts';
import { doDeed, names, type DeedOptions } from './do-deed.ts';
import { countedThings, groupLines, triedLines } from './parked-lines.ts';
import { withControl } from './with-control.ts';

interface ParkedOptions {
  readonly json?: boolean;
}

interface Redrive extends DeedOptions {
  readonly group?: string;
  readonly first: number;
}

/** Of each group; `--json` has all of the first hundred. */
const LETTERS_SHOWN = 3;

export function addParked(program: Command, say: Say, system: System): void {
  program
    .command('parked')
    .description(
      'show parked documents, and streams of reactions, by what failed. Exit code: 0 none, 1 some, 2 could not look',
    )
    .option('--json', 'one JSON object instead of text')
    .action(async ({ json = false }: ParkedOptions) =>
      withControl(system, (control) => parked(control, json, say)),
    );
  program
    .command('try <id>')
    .description(
      'show what a redrive would make of a parked document, or what a reaction would send, and store nothing. Exit code: 0 mended, 1 still parked',
    )
    .option('--json', 'one JSON object instead of text')
    .action(async (id: string, { json = false }: ParkedOptions) =>
      withControl(system, (control) => tryOne(control, id, { json, say })),
    );
  program
    .command('redrive [id]')
    .description(
      'fold a parked document, or answer a parked stream, or those of a group, anew from the events. Exit code: 0 mended, 1 some still parked',
    )
    .option('--group <group>', 'those of a group of `parked`')
    .option('--first <count>', 'so many of the group at most', wholeNumber(1, 1000), 5)
    .option('--reason <text>', 'why, for the audit')
    .option('--json', 'one JSON object instead of text')
    .action(async (id: string | undefined, options: Redrive) =>
      withControl(system, (control) => redrive(control, id, { ...options, say })),
    );
  program
    .command('skip <id>')
    .description(
      'discard the event that has parked a document or a stream: it is passed over for good, and the rest goes on',
    )
    .requiredOption('--reason <text>', 'why, for the audit')
    .option('--json', 'one JSON object instead of text')
    .action(async (id: string, options: DeedOptions) =>
      withControl(system, async (control) => {
        const result = await doDeed(control, {
          ...options,
          ...{ verb: 'discardDeadLetter', input: { id }, say, linesOf },
        });
        failIfParked(result);
      }),
    );
}

async function parked(control: Control, json: boolean, say: Say): Promise<void> {
  const groups = await control.deadLetterGroups();
  const { items } = await control.deadLetters({ first: 100 });
  if (json) say(JSON.stringify({ groups, deadLetters: items }));
  const sum = groups.reduce((all, { documents }) => all + documents, 0);
  if (sum === 0) {
    if (!json) say('Nothing is parked.');
    return;
  }
  for (const group of json ? [] : groups) {
    const letters = items.filter((each) => each.group === group.group).slice(0, LETTERS_SHOWN);
    groupLines(group, letters).forEach((line) => say(line));
  }
  const things = groups.map(({ projection, documents }) => [projection, documents] as const);
  throw new Explained(`${countedThings(things)} parked, of ${counted(groups.length, 'group')}.`);
}

interface Output {
  readonly json: boolean;
  readonly say: Say;
}

async function tryOne(control: Control, id: string, { json, say }: Output): Promise<void> {
  const tried = await control.tryDeadLetter(id);
  if (!tried) throw new Refused('NOT_FOUND', `${id} is not parked. See: npm run cli -- parked`);
  if (json) say(JSON.stringify(tried));
  else triedLines(tried).forEach((line) => say(line));
  if (tried.error) throw new Explained('It would stay parked.');
}

async function redrive(
  control: Control,
  id: string | undefined,
  { group, first, ...options }: Redrive & { readonly say: Say },
): Promise<void> {
  if ((id === undefined) === (group === undefined)) {
    throw new Refused('VALIDATION_FAILED', 'Name a parked document, or a group by --group.');
  }
  const deed =
    id === undefined
      ? { verb: 'redriveDeadLetters' as const, input: { group: group ?? '', first } }
      : { verb: 'redriveDeadLetter' as const, input: { id } };
  failIfParked(await doDeed(control, { ...options, ...deed, linesOf }));
}

function linesOf({ redriven, stillParked, waiting }: JsonObject): readonly string[] {
  return [
    ...names(redriven).map((id) => `${id} is mended.`),
    ...names(stillParked).map((id) => `${id} is still parked. See: npm run cli -- try ${id}`),
    ...names(waiting).map((id) => `${id} waits for a worker. See: npm run cli -- status`),
  ];
}

function failIfParked({ stillParked, waiting }: JsonObject): void {
  const left = [...names(stillParked), ...names(waiting)].map((id) => [id, 1] as const);
  if (left.length > 0) throw new Explained(`${countedThings(left)} not mended.`);
}
