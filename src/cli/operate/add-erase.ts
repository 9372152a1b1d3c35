// npm run cli -- erase <subject>: personal fields of somebody, made unreadable for good.
import type { Command } from 'commander';
import type { System } from '../../engine/definitions/define-system.ts';
import type { Say } from '../say.ts';
import { doDeed, type DeedOptions } from './do-deed.ts';
import { withControl } from './with-control.ts';

export function addErase(program: Command, say: Say, system: System): void {
  program
    .command('erase <subject>')
    .description('make personal fields of somebody unreadable for good; there is no way back')
    .requiredOption('--reason <text>', 'why, for the audit: without a name, it stays')
    .option('--json', 'one JSON object instead of text')
    .action(async (subject: string, options: DeedOptions) => {
      await withControl(system, (control) =>
        doDeed(control, {
          ...{ ...options, verb: 'eraseSubject', say, input: { subject } },
          linesOf: (result) => [lineOf(subject, result)],
        }),
      );
    });
}

interface Erased {
  readonly erasedAt?: unknown;
  readonly streams?: unknown;
}

const lineOf = (subject: string, { erasedAt, streams }: Erased): string =>
  `${subject} is erased since ${String(erasedAt)}: told to ${String(streams)} streams, and what shows them is folded anew.`;
