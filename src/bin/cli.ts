// npm run cli -- <command>: the operator's command line.
import { Command } from 'commander';
import { addClientConfig } from '../app/client-config/add-client-config.ts';
import { requireDatabase } from '../app/config.ts';
import { addGeneratedFiles } from '../app/generated-files.ts';
import { migrate } from '../app/migrations/migrate.ts';
import { addSeed } from '../app/seed/add-seed.ts';
import { seedDatabase } from '../app/seed-demo-shop.ts';
const program = new Command('slipstream').description("Slipstream's command line");
const say = (line: string): void => void process.stdout.write(`${line}\n`);

addGeneratedFiles(program, say);
addClientConfig(program, say);
addSeed(program, say);
program
  .command('migrate')
  .description('bring the database of DATABASE_URL up to date')
  .action(async () => {
    await migrate(requireDatabase(), { log: say });
    say('The database is up to date.');
  });
program
  .command('demo')
  .description('fill the database of DATABASE_URL with a small demo shop, once')
  .action(async () => say(`${await seedDatabase(requireDatabase())} commands were new.`));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
