// A process that is watched: a watchdog ends it when its main thread hangs, or when it does not stop in time.
import { randomUUID } from 'node:crypto';
import type { Module } from '../engine/definitions/module.ts';
import type { StoreKeys } from '../engine/model/store-keys.ts';
import { laneMarkKeys, startWatchdog, type WatchdogOptions } from '../engine/runtime.ts';
import type { ServedConfig } from './config.ts';
import { ringingLanes } from './lanes.ts';
import type { Running } from './running.ts';

/** What is allowed beyond the time that the parts of a process are given to stop, in milliseconds. */
const GRACE_MS = 6000;

interface WatchedOptions extends Pick<WatchdogOptions, 'logger' | 'name' | 'limits'> {
  readonly config: Pick<ServedConfig, 'readModelRedisUrl'>;
  readonly modules: readonly Module[];
}

/** What its parts know of it. */
export interface WatchedProcess {
  /** How the process is named beside its lanes. */
  readonly owner: string;
  /** Tells whose lanes it folds: beside them it is marked what hangs it. */
  serves(keys: StoreKeys): void;
}

/** To be started before the parts. */
export function watchProcess({ config, modules, logger, name, limits = {} }: WatchedOptions) {
  const owner = randomUUID();
  const watchdog = startWatchdog({ owner, logger, name, limits, redisUrl: config.readModelRedisUrl });
  const process: WatchedProcess = {
    owner,
    serves: (keys) => watchdog.marksAt(laneMarkKeys(keys, ringingLanes(modules))),
  };
  /** The parts, which have to stop in time. */
  const around = (parts: Running): Running => ({
    close: async (deadlineMs) => {
      watchdog.stopping(deadlineMs + GRACE_MS);
      await parts.close(deadlineMs);
      await watchdog.close();
    },
  });
  return { process, around };
}
