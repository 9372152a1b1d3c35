// npm run seed: fills a database with a generated shop. Not part of a production build.
import { Command } from 'commander';
import { addSeed } from '../app/seed/add-seed.ts';
import { explain } from '../cli/explain.ts';
import { say } from '../cli/say.ts';

const program = new Command('slipstream');
addSeed(program, say);

program.parseAsync(['seed', ...process.argv.slice(2)], { from: 'user' }).catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});
