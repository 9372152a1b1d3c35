// npm run cli -- migrate: brings the database up to date.
import type { Command } from 'commander';
import type { System } from '../engine/definitions/define-system.ts';
import { createRuntime } from '../engine/host/create-runtime.ts';
import { loadSettings } from '../engine/host/settings.ts';
import type { Say } from './say.ts';

export function addMigrate(program: Command, say: Say, system: System): void {
  program
    .command('migrate')
    .description('bring the database of DATABASE_URL up to date')
    .action(async () => {
      await createRuntime(system, loadSettings()).migrate(say);
      say('The database is up to date.');
    });
}
