// The commands that need the database alone: bring it up to date, fill it with the demo shop.
import type { Command } from 'commander';
import { checkServers } from './check-servers.ts';
import { requireDatabase } from './config.ts';
import { migrate } from './migrations/migrate.ts';
import { seedDatabase } from './seed-demo-shop.ts';

export function addDatabaseCommands(program: Command, say: (line: string) => void): void {
  program
    .command('migrate')
    .description('bring the database of DATABASE_URL up to date')
    .action(async () => {
      const databaseUrl = requireDatabase();
      await checkServers({ databaseUrl }, { migrated: false, warn: say });
      await migrate(databaseUrl, { log: say });
      say('The database is up to date.');
    });
  program
    .command('demo')
    .description('fill the database of DATABASE_URL with a small demo shop, once')
    .action(async () => {
      const databaseUrl = requireDatabase();
      await checkServers({ databaseUrl }, { migrated: true, warn: say });
      say(`${await seedDatabase(databaseUrl)} commands were new.`);
    });
}
