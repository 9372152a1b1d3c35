// Concurrent dispatch of commands, with the outcome as if one by one: no command overtakes an earlier one that changes
// what it reads, nor one that reads or changes what it changes. So the same commands always leave the same events.
import type { SeedCommand } from './generate.ts';

/** No command is sent before all are done that came so much earlier. Resuming relies on it. */
export const WINDOW = 1_024;

interface DispatchOptions {
  /** Throws if the command is not done. */
  readonly send: (command: SeedCommand) => Promise<void>;
  /** Then no more is sent; what is under way is finished. */
  readonly signal: AbortSignal;
}

/** What is under way at one thing. */
interface Traffic {
  change?: Promise<void>;
  readonly reads: Set<Promise<void>>;
}

/** Throws what the first failing `send` threw, once everything under way is done. */
export async function dispatchInOrder(
  commands: AsyncIterable<SeedCommand> | Iterable<SeedCommand>,
  { send, signal }: DispatchOptions,
): Promise<void> {
  const failures: unknown[] = [];
  const isOver = (): boolean => signal.aborted || failures.length > 0;
  const roads = createRoads();
  const underWay: Promise<void>[] = [];
  for await (const command of commands) {
    if (underWay.length >= WINDOW) await underWay.shift();
    if (isOver()) break;
    underWay.push(
      roads.enter(command, async (earlier) => {
        await Promise.all(earlier);
        if (isOver()) return;
        await send(command).catch((error: unknown) => failures.push(error));
      }),
    );
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
}

function createRoads() {
  const roads = new Map<string, Traffic>();
  const at = (thing: string): Traffic => {
    const traffic = roads.get(thing) ?? { reads: new Set() };
    roads.set(thing, traffic);
    return traffic;
  };
  const leave = ({ changes, reads }: SeedCommand, done: Promise<void>): void => {
    for (const thing of [changes, ...reads]) {
      const traffic = at(thing);
      traffic.reads.delete(done);
      if (traffic.change === done) delete traffic.change;
      if (!traffic.change && traffic.reads.size === 0) roads.delete(thing);
    }
  };
  return {
    enter: (
      command: SeedCommand,
      run: (earlier: readonly Promise<void>[]) => Promise<void>,
    ): Promise<void> => {
      const own = at(command.changes);
      const read = command.reads.map(at);
      const changes = [own, ...read].flatMap(({ change }) => (change ? [change] : []));
      const done = run([...changes, ...own.reads]);
      own.change = done;
      own.reads.clear();
      for (const traffic of read) traffic.reads.add(done);
      void done.then(() => leave(command, done));
      return done;
    },
  };
}
