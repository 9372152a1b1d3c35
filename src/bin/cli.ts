// npm run cli -- <command>: the operator's command line.
import { Command } from 'commander';
import { addClientConfig } from '../app/client-config/add-client-config.ts';
import { addDatabaseCommands } from '../app/database-commands.ts';
import { explain } from '../app/explain.ts';
import { addGeneratedFiles } from '../app/generated-files.ts';
import { addRestored, exitCodeOf } from '../app/add-restored.ts';
import { addResume } from '../app/resume-lanes.ts';
import { addSeed } from '../app/seed/add-seed.ts';

const program = new Command('slipstream').description("Slipstream's command line");
const say = (line: string): void => void process.stdout.write(`${line}\n`);

addGeneratedFiles(program, say);
addClientConfig(program, say);
addSeed(program, say);
addDatabaseCommands(program, say);
addRestored(program, say);
addResume(program, say);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = exitCodeOf(error);
});
