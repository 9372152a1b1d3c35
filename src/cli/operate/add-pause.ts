// npm run cli -- pause | resume <projection>: its lanes stand still, and go on.
import type { Command } from 'commander';
import type { System } from '../../engine/definitions/define-system.ts';
import type { JsonObject } from '../../engine/model/json.ts';
import type { Say } from '../say.ts';
import { doDeed, names, type DeedOptions } from './do-deed.ts';
import { withControl } from './with-control.ts';

export function addPause(program: Command, say: Say, system: System): void {
  const deed = (
    verb: 'pauseProjection' | 'resumeProjection',
    linesOf: (result: JsonObject, projection: string) => readonly string[],
  ) => {
    return async (projection: string, options: DeedOptions): Promise<void> => {
      await withControl(system, (control) =>
        doDeed(control, {
          ...{ ...options, verb, say, input: { projection } },
          linesOf: (result) => linesOf(result, projection),
        }),
      );
    };
  };
  program
    .command('pause <projection>')
    .description('fold nothing of a projection until it is resumed; readers see what is there')
    .option('--reason <text>', 'why, for the audit and whoever looks')
    .option('--json', 'one JSON object instead of text')
    .action(
      deed('pauseProjection', (_result, projection) => [
        `${projection} is paused: within five seconds nothing of it is folded any more.`,
      ]),
    );
  program
    .command('resume <projection>')
    .description('let a projection that is paused go on, and lanes that are held back try their event again')
    .option('--reason <text>', 'why, for the audit')
    .option('--json', 'one JSON object instead of text')
    .action(
      deed('resumeProjection', ({ resumed, triedAgain }, projection) => {
        const lines = [
          ...(names(resumed).length > 0 ? [`${projection} goes on.`] : []),
          ...names(triedAgain).map((lane) => `${lane} is tried again.`),
        ];
        return lines.length > 0 ? lines : ['It was not paused, and nothing was held against its lanes.'];
      }),
    );
}
