// npm run cli -- seal: what was stored before its fields were declared personal, sealed as the owner of the tables.
import type { Command } from 'commander';
import type { System } from '../engine/definitions/define-system.ts';
import { loadSettings } from '../engine/host/settings.ts';
import type { Say } from './say.ts';

export function addSeal(program: Command, say: Say, system: System): void {
  program
    .command('seal')
    .description(
      'seal personal fields of what was stored before they were declared, and wrap all keys by the first of DATA_KEYS',
    )
    .option(
      '--keyed <category...>',
      'streams whose ids were made by idOfText and are keyed ids now, once',
      [],
    )
    .action(async ({ keyed }: { readonly keyed: readonly string[] }) => {
      const { sealAsOwner } = await import('../engine/operations/seal.ts');
      const sealed = await sealAsOwner(system, loadSettings(), keyed);
      say(
        `${sealed.events} events and ${sealed.commands} commands are sealed; ${sealed.streams} streams have keyed ids; ` +
          `${sealed.keys} keys are wrapped anew.`,
      );
    });
}
