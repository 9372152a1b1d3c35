// npm run poison: parks orders of a shop in development. Not part of a production build.
import { Command } from 'commander';
import { addPoison } from '../app/poison/add-poison.ts';
import { explain } from '../cli/explain.ts';
import { say } from '../cli/say.ts';
import { nameOwnServers } from '../dev/named-servers.ts';

nameOwnServers((file) => process.loadEnvFile(file));
const program = new Command('slipstream');
addPoison(program, say);

program.parseAsync(['poison', ...process.argv.slice(2)], { from: 'user' }).catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});
