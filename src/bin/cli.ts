// npm run cli -- <command>: the operator's command line.
import { shop } from '../app/system.ts';
import { addDemo } from '../app/seed-demo-shop.ts';
import { commandLine } from '../cli/command-line.ts';
import { explain } from '../cli/explain.ts';
import { exitCodeOf } from '../cli/refused.ts';
import { say } from '../cli/say.ts';

const program = commandLine(shop, say);
addDemo(program, say);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = exitCodeOf(error);
});
