// The worker's side of the doorbell: rings from the queue, a sweep every second, and turns run one at a time per lane.
import { laneName, type Lane } from '../../../model/lane.ts';
import type { Logger } from '../../../model/logger.ts';
import type { StoreKeys } from '../../../model/store-keys.ts';
import type { Turn, Turns } from '../../../model/turns.ts';
import { openBellQueue, type BellQueue, type Ring } from './bell-queue.ts';
import { coalesce } from '../../../async/coalesce.ts';
import { goInRounds } from './go-in-rounds.ts';
import { hearNudges } from './hear-nudges.ts';
import { createLaneRunner, type LaneRunner } from './lane-runner.ts';
import { listen } from './listen.ts';
import { passOn } from './pass-on.ts';
import { startSweeper } from './sweeper.ts';
import { superviseListener } from './supervise-listener.ts';
import { settledWithin } from '../../../async/settled-within.ts';

export interface WorkerOptions {
  readonly redisUrl: string;
  readonly keys: StoreKeys;
  readonly turns: Turns;
  readonly logger: Logger;
  /** Told after every sweep whether the queue is heard. */
  readonly onPulse?: (isHeard: boolean) => void;
  readonly timing?: Partial<WorkerTiming>;
}

/** All in milliseconds. */
export interface WorkerTiming {
  readonly sweepEveryMs: number;
  /** How long a lane may stand still behind the head before it is served without the queue. */
  readonly patienceMs: number;
  /** How long the queue may bring nothing, while the sweep has to serve lanes, before its worker is replaced. */
  readonly silentMs: number;
}

export interface Workers {
  /** How many jobs are in the queue, by their state. */
  jobs(): Promise<Readonly<Record<string, number>>>;
  /** Whether rings are missed, and none is heard. */
  isSilent(): boolean;
  /** Turns end between two commits; what has not ended by the deadline (ms) is left to the fence. */
  close(deadlineMs: number): Promise<void>;
}

const TIMING: WorkerTiming = { sweepEveryMs: 1000, patienceMs: 1500, silentMs: 15_000 };
const MOST_AT_ONCE = 64;

/** Never throws for a server that is away: it goes on trying. */
export function startWorkers({ turns, logger, onPulse, timing, ...at }: WorkerOptions): Workers {
  const { sweepEveryMs, patienceMs, silentMs } = { ...TIMING, ...timing };
  const { lanes } = turns;
  const stop = new AbortController();
  const runners = { turns, signal: stop.signal, logger };
  const serving = runnersOf({ ...runners, turn: turns.turn });
  const filling = runnersOf({ ...runners, turn: turns.fill });
  const rounds = goInRounds(turns, stop.signal);
  const endNudges = hearNudges({ ...at, onNudge: rounds });
  const queue = openBellQueue({ ...at, onState: () => {} });
  const pass = passOn(queue);
  const listener = superviseListener({
    ...{ silentMs, logger },
    open: () =>
      listen({
        ...{ ...at, logger, atOnce: Math.max(1, Math.min(lanes.length, MOST_AT_ONCE)) },
        onRing: async (ring) => {
          const outcome = await serving.get(laneName(ring))?.run();
          if (outcome === undefined || outcome === 'superseded') pass(ring);
        },
      }),
  });
  const sweeper = startSweeper({
    ...{ turns, logger, everyMs: sweepEveryMs, patienceMs },
    ring: ringLatest(queue),
    onStill: (still) => {
      for (const { lane } of still) {
        const runner = serving.get(laneName(lane));
        if (runner) void serveStill(runner, listener.missed);
      }
    },
    onSwept: (toFill) => {
      onPulse?.(!listener.isSilent());
      fillIdle(filling, toFill);
    },
  });
  return {
    jobs: () => queue.jobs(),
    isSilent: () => listener.isSilent(),
    close: async (deadlineMs) => {
      stop.abort();
      pass.close();
      endNudges();
      const parts = [sweeper, rounds, ...serving.values(), ...filling.values()].map((part) => part.close());
      await settledWithin(Promise.all([...parts, listener.close(deadlineMs)]), deadlineMs);
      await queue.close();
    },
  };
}

interface RunnersOptions {
  readonly turns: Pick<Turns, 'lanes'>;
  readonly turn: Turn;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

function runnersOf({ turns, ...options }: RunnersOptions): ReadonlyMap<string, LaneRunner> {
  return new Map(turns.lanes.map((lane) => [laneName(lane), createLaneRunner({ ...options, lane })]));
}

/** Those that are being filled already go on by themselves. */
function fillIdle(filling: ReadonlyMap<string, LaneRunner>, lanes: readonly Lane[]): void {
  for (const lane of lanes) {
    const filler = filling.get(laneName(lane));
    if (filler?.isRunning() === false) void filler.run();
  }
}

/** One ring at a time, for the lanes that were behind last. */
function ringLatest(queue: BellQueue): (lanes: readonly Lane[]) => void {
  let rings: readonly Ring[] = [];
  const ring = coalesce(() => queue.ring(rings).catch(() => {}), 0);
  return (lanes) => {
    rings = lanes.map(({ projection, lane }) => ({ projection, lane, hops: 0 }));
    ring();
  };
}

/** Serves a lane that does not move, without the queue; what is under way already is not the queue's fault. */
async function serveStill(runner: LaneRunner, missed: () => void): Promise<void> {
  if (!runner.isRunning() && (await runner.run()) === 'atHead') missed();
}
