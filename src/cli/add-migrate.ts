// npm run cli -- migrate: brings the database up to date.
import type { Command } from 'commander';
import { loadSettings, requireDatabase } from '../engine/host/settings.ts';

export function addMigrate(program: Command, say: (line: string) => void): void {
  program
    .command('migrate')
    .description('bring the database of DATABASE_URL up to date')
    .action(async () => {
      const databaseUrl = requireDatabase(loadSettings());
      const { checkServers } = await import('../engine/host/check-servers.ts');
      const { migrate } = await import('../engine/postgres/migrations/migrate.ts');
      await checkServers({ databaseUrl }, { migrated: false, warn: say });
      await migrate(databaseUrl, { log: say });
      say('The database is up to date.');
    });
}
