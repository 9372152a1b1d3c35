// The command bus of a process, over its own pool of connections.
import type { System } from '../definitions/define-system.ts';
import { createCommandBus } from '../flow/accept/commands/create-command-bus.ts';
import { createEventStore } from '../flow/accept/event-store/create-event-store.ts';
import { createDoorbell } from '../flow/carry/queue/doorbell.ts';
import type { CommandMeter } from '../model/meters.ts';
import type { Logger } from '../model/logger.ts';
import type { StoreKeys } from '../model/store-keys.ts';
import { streamName } from '../model/stream.ts';
import type { Traces } from '../observability/traces.ts';
import type { RunningCommands } from './roles.ts';
import type { Settings } from './settings.ts';
import { tracedAppends } from './traces/traced-appends.ts';
import { tracedCommands } from './traces/traced-commands.ts';

export interface OpenCommandsOptions {
  readonly settings: Pick<Settings, 'redisUrl' | 'pool' | 'dataKeys'> & { readonly databaseUrl: string };
  /** Of the store whose lanes are rung; without them workers notice new events by themselves, within seconds. */
  readonly keys?: StoreKeys | undefined;
  readonly logger: Logger;
  readonly meter?: CommandMeter | undefined;
  readonly traces?: Traces | undefined;
  /** How the connections are named in the database. */
  readonly applicationName: string;
  /** Folded states kept in memory. */
  readonly cacheSize?: number | undefined;
}

export function openCommands(system: System, options: OpenCommandsOptions) {
  const { settings, keys, logger, applicationName, cacheSize, meter, traces } = options;
  const { events, deciders, projections, lanesToRing: lanes } = system;
  const { databaseUrl, redisUrl, pool, dataKeys } = settings;
  const database = { databaseUrl, applicationName, logger, poolSize: pool.commands };
  const untraced = createEventStore({ ...database, dataKeys, events });
  const store = traces ? tracedAppends(untraced, traces) : untraced;
  const doorbell =
    keys === undefined || redisUrl === undefined
      ? { ring: () => {}, jobs: async () => ({}), close: async () => {} }
      : createDoorbell({ redisUrl, keys, lanes, logger });
  const bus = createCommandBus({
    ...{ store, deciders, projections, doorbell, logger },
    ...(cacheSize === undefined ? {} : { cacheSize }),
    ...(meter === undefined ? {} : { meter }),
  });
  return {
    bus: traces ? tracedCommands(bus, system, traces) : bus,
    store,
    jobs: doorbell.jobs,
    close: async (): Promise<void> => {
      await bus.close();
      await doorbell.close();
      await store.close();
    },
  };
}

/** For programs that send commands and serve nobody. */
export function startCommands(
  system: System,
  options: Omit<OpenCommandsOptions, 'applicationName'>,
): RunningCommands {
  const { bus, store, close } = openCommands(system, { ...options, applicationName: 'slipstream-commands' });
  return {
    bus,
    exists: async (category, id) => {
      const first = { stream: streamName(category, id), after: 0, limit: 1 };
      const { streams } = await store.readStreams([first]);
      return streams.flat().length > 0;
    },
    close,
  };
}
