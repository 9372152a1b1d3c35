// The roles of a process: what each is started with, and what it gives.
import type { System } from '../definitions/define-system.ts';
import type { Services } from '../graphql/context.ts';
import type { GraphiqlOptions } from '../graphql/http/graphiql.ts';
import type { Logger } from '../model/logger.ts';
import type { CommandBus } from '../model/services.ts';
import type { Turns } from '../model/turns.ts';
import type { ProcessMetrics } from '../observability/process-metrics.ts';
import type { Traces } from '../observability/traces.ts';
import type { AdditionalRoute } from './http/http-routes.ts';
import type { ProcessStore } from './open-process.ts';
import type { OwnPresence } from './own-presence.ts';
import type { Siblings } from './processes/siblings.ts';
import type { Running } from './running.ts';
import type { ServedSettings } from './settings.ts';

export interface RoleOptions {
  readonly system: System;
  readonly settings: ServedSettings;
  readonly logger: Logger;
  readonly store: ProcessStore;
  readonly presence: OwnPresence;
  readonly metrics: ProcessMetrics;
  /** Undefined where no traces are made. */
  readonly traces: Traces | undefined;
  readonly siblings: Siblings | undefined;
  /** How often the store is looked at, in milliseconds; every second if undefined. */
  readonly lookEveryMs: number | undefined;
}

export interface ApiOptions {
  /** Beside those that every API has. */
  readonly routes?: readonly AdditionalRoute[];
  /** What GraphiQL is called, and shows at the first visit. There is none in production. */
  readonly graphiql?: GraphiqlOptions;
}

/** A program that starts the role `worker` by itself: `await createRuntime(system, settings).worker()`. */
export interface ThreadProgram {
  /** A path from where the process was started, or a URL: `new URL('./worker.js', import.meta.url)`. */
  readonly file: string | URL;
  /** None if omitted. */
  readonly arguments?: readonly string[];
  /** Given to it as it is: `workerData.data` of node:worker_threads. */
  readonly data?: unknown;
}

export interface WorkerOptions {
  /**
   * Runs the role in a thread of its own instead, by this program: beside an API no reader waits for a fold, and one that
   * hangs or takes more memory than WORKER_HEAP_MB ends the thread, which is started anew, and not the process.
   */
  readonly thread?: ThreadProgram;
  /** What each turn of a projection's lane goes through, such as a delay for a demonstration. */
  readonly around?: (turns: Turns) => Turns;
}

export interface CommandsOptions {
  /** Folded states kept in memory. */
  readonly cacheSize?: number;
}

export interface RunningApi extends Running {
  /** Where it listens: `http://localhost:4000`. */
  readonly url: string;
  /** Where operators come in; undefined without OPERATIONS_PORT. */
  readonly operationsUrl: string | undefined;
  /** For those who are in the same process. */
  readonly services: Services;
}

export interface RunningWorker extends Running {
  /** Where it says how it is; undefined without WORKER_PORT. */
  readonly url: string | undefined;
}

export interface RunningCommands extends Running {
  readonly bus: CommandBus;
  /** Whether the stream of a category has an event. */
  exists(category: string, id: string): Promise<boolean>;
}
