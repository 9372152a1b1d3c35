// npm run cli -- export <subject>: all that is recorded about somebody, as one JSON object.
import type { Command } from 'commander';
import type { System } from '../../engine/definitions/define-system.ts';
import type { Say } from '../say.ts';
import { withControl } from './with-control.ts';

export function addExport(program: Command, say: Say, system: System): void {
  program
    .command('export <subject>')
    .description('write all events and commands about somebody as JSON, with their personal fields')
    .action(async (subject: string) => {
      const records = await withControl(system, (control) => control.exportSubject(subject));
      say(JSON.stringify(records, null, 2));
    });
}
