// npm run cli -- doctor: settings, servers, store and system looked at, each with how it is and what to do.
import type { Command } from 'commander';
import type { System } from '../engine/definitions/define-system.ts';
import { Explained } from '../engine/model/explained.ts';
import type { Finding } from '../engine/model/findings.ts';
import { paint, type Colour } from './colours.ts';
import { CouldNotLook, looking } from './could-not-look.ts';
import type { Say } from './say.ts';
import { table, type Column } from './table.ts';

const COLOURS: Readonly<Record<Finding['state'], Colour>> = { ok: 'green', warn: 'yellow', bad: 'red' };

const COLUMNS: readonly Column<Finding>[] = [
  { title: '', of: ({ state }) => state, paint: (text, { state }) => paint(COLOURS[state], text) },
  { title: 'ABOUT', of: ({ about }) => about },
  { title: 'FOUND', of: ({ text }) => text },
];

/** What is wrong first. */
const WORST_FIRST = ['bad', 'warn', 'ok'] as const;

/** Exit codes: 0 nothing is bad, 1 something is, 2 could not look. */
export function addDoctor(program: Command, say: Say, system: System): void {
  program
    .command('doctor')
    .description('look at settings, PostgreSQL, Redis, store and workers: what is wrong and what to do')
    .option('--json', 'one JSON object instead of a table')
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const { findings, hasLooked } = await looking(async () => {
        const { examine } = await import('../engine/host/doctor/examine.ts');
        return examine(system);
      });
      const of = (state: Finding['state']): number => findings.filter((each) => each.state === state).length;
      if (json) say(JSON.stringify({ findings }));
      else
        [
          ...table(
            COLUMNS,
            WORST_FIRST.flatMap((state) => findings.filter((each) => each.state === state)),
          ),
          '',
          `${of('ok')} ok, ${of('warn')} warn, ${of('bad')} bad`,
        ].forEach(say);
      if (!hasLooked) throw new CouldNotLook('No server can be looked at.');
      if (of('bad') > 0)
        throw new Explained(of('bad') === 1 ? '1 thing is bad.' : `${of('bad')} things are bad.`);
    });
}
