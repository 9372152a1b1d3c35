// Fills the demo shop once, through real commands. Their ids are fixed, so sending them again changes nothing.
import { Explained } from './explained.ts';
import type { CommandBus } from '../engine/model/services.ts';
import { createCommandBus, createEventStore } from '../engine/runtime.ts';
import { demoShop } from './demo-shop.ts';
import { modules } from './modules.ts';

/** Resolves to the number of commands that were new to the store; throws on one that is refused. */
export async function seedDemoShop(commands: CommandBus): Promise<number> {
  let fresh = 0;
  for (const request of demoShop) {
    const outcome = await commands.dispatch(request);
    if (!outcome.accepted) {
      throw new Explained(`The demo shop's ${request.command} was refused: ${outcome.rejection.message}`);
    }
    if (!outcome.receipt.replayed) fresh += 1;
  }
  return fresh;
}

/** The same where no API runs in this process; the workers notice the new events by themselves. */
export async function seedDatabase(databaseUrl: string): Promise<number> {
  const store = createEventStore({ databaseUrl, events: modules.flatMap(({ events }) => events) });
  const deciders = modules.flatMap((module) => module.deciders);
  const projections = modules.flatMap((module) => module.projections);
  const commands = createCommandBus({ store, deciders, projections, doorbell: { ring: () => {} } });
  try {
    return await seedDemoShop(commands);
  } finally {
    await commands.close();
    await store.close();
  }
}
