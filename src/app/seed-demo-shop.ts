// The filling of the demo shop, as a function and as a command: real commands, once. Their ids are fixed, so sending
// them again changes nothing.
import type { Command } from 'commander';
import { createRuntime, loadSettings, type CommandBus } from '../engine/runtime.ts';
import { demoShop } from './demo-shop.ts';
import { shop } from './system.ts';
import type { Say } from '../cli/say.ts';

/** Resolves to the number of commands that were new to the store; throws if one is refused. */
export async function seedDemoShop(commands: CommandBus): Promise<number> {
  let fresh = 0;
  for (const request of demoShop) {
    const outcome = await commands.dispatch(request);
    if (!outcome.accepted) {
      throw new Error(`The demo shop's ${request.command} was refused: ${outcome.rejection.message}`);
    }
    if (!outcome.receipt.replayed) fresh += 1;
  }
  return fresh;
}

/** npm run cli -- demo: the same where no API runs; workers notice the new events by themselves. */
export function addDemo(program: Command, say: Say): void {
  program
    .command('demo')
    .description('fill the database of DATABASE_URL with a small demo shop, once')
    .action(async () => {
      const settings = { ...loadSettings(), redisUrl: undefined };
      const runtime = createRuntime(shop, settings);
      try {
        const { bus } = await runtime.commands();
        say(`${await seedDemoShop(bus)} commands were new.`);
      } finally {
        await runtime.close();
      }
    });
}
