// The command line of the poison.
import { InvalidArgumentError, type Command } from 'commander';
import { servedSettings } from '../../dev/named-servers.ts';
import type { Say } from '../../cli/say.ts';
import { poisonDocument, poisonStream } from './poison-order.ts';

export function addPoison(program: Command, say: Say): void {
  program
    .command('poison')
    .description('park orders of a shop in development, to see what operators do about it')
    .argument('<id...>', 'such as order/demo-order-6', orderIds)
    .option('--event', 'append an event that no fold can take, so that only skip helps', false)
    .action(async (orders: readonly string[], { event }: { readonly event: boolean }) => {
      const servers = servedSettings();
      for (const id of orders) {
        await (event ? poisonStream : poisonDocument)(servers, id);
        say(saidOf(id, event));
      }
    });
}

const saidOf = (id: string, isStream: boolean): string =>
  isStream
    ? `order/${id} has an event that no fold can take: see it at /console#/parked, then npm run cli -- skip order/${id} --reason "…".`
    : `order/${id} has lost its items, and its next event is there: see it at /console#/parked, then npm run cli -- try order/${id}.`;

function orderIds(text: string, before: readonly string[] = []): readonly string[] {
  const [, id] = /^order\/([A-Za-z0-9_-]{1,64})$/.exec(text) ?? [];
  if (id === undefined) throw new InvalidArgumentError('It is named like order/demo-order-6.');
  return [...before, id];
}
