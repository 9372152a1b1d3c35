// npm run cli -- pause | resume <projection>: its lanes stand still, and go on.
import type { Command } from 'commander';
import type { System } from '../../engine/definitions/define-system.ts';
import type { Json } from '../../engine/model/json.ts';
import type { Say } from '../say.ts';
import { doDeed, names, type DeedOptions } from './do-deed.ts';
import { withControl } from './with-control.ts';

export function addPause(program: Command, say: Say, system: System): void {
  const deed = (
    verb: 'pauseProjection' | 'resumeProjection',
    linesOf: Parameters<typeof doDeed>[1]['linesOf'],
  ) => {
    return async (projection: string, options: DeedOptions): Promise<void> => {
      await withControl(system, (control) =>
        doDeed(control, { ...options, verb, say, input: { projection }, linesOf }),
      );
    };
  };
  program
    .command('pause <projection>')
    .description('fold nothing of a projection until it is resumed; readers see what is there')
    .option('--reason <text>', 'why, for the audit and whoever looks')
    .option('--json', 'one JSON object instead of text')
    .action(
      deed('pauseProjection', ({ projection }) => [
        `${text(projection)} is paused: within five seconds nothing of it is folded any more.`,
      ]),
    );
  program
    .command('resume <projection>')
    .description('let a projection that is paused go on, and lanes that are held back try their event again')
    .option('--reason <text>', 'why, for the audit')
    .option('--json', 'one JSON object instead of text')
    .action(
      deed('resumeProjection', ({ resumed, triedAgain }) => {
        const lines = [
          ...names(resumed).map((lane) => `${lane} goes on.`),
          ...names(triedAgain).map((lane) => `${lane} is tried again.`),
        ];
        return lines.length > 0 ? lines : ['It was not paused, and nothing was held against its lanes.'];
      }),
    );
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
