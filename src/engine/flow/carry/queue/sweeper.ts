// The sweep, once a second in every worker: it compares the head with every lane, rings for those behind, and serves by
// itself those that do not move although they were rung for. So a lost job, or a whole lost queue, costs a second or two.
import { comparePositions, type Position } from '../../../model/position.ts';
import { laneName, type Lane } from '../../../model/lane.ts';
import type { Logger } from '../../../model/logger.ts';
import type { Turns } from '../../../model/turns.ts';

export interface SweepOptions {
  readonly turns: Pick<Turns, 'lanes' | 'head' | 'survey'>;
  readonly logger: Logger;
  readonly everyMs: number;
  /** How long a lane may stand behind the head without moving before it is served without the queue. */
  readonly patienceMs: number;
  readonly ring: (lanes: readonly Lane[]) => void;
  /** Those that do not move. Called again with every sweep until they do. */
  readonly onStill: (lanes: readonly StillLane[]) => void;
  /** After every sweep that worked, with the lanes in which there is something to fill. */
  readonly onSwept: (toFill: readonly Lane[]) => void;
}

export interface StillLane {
  readonly lane: Lane;
  /** For how long, in milliseconds. */
  readonly forMs: number;
}

export interface Sweeper {
  close(): Promise<void>;
}

interface Seen {
  readonly position: Position | undefined;
  readonly since: number;
}

export function startSweeper(options: SweepOptions): Sweeper {
  const { turns, logger, everyMs } = options;
  const seen = new Map<string, Seen>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let isFailing = false;

  async function sweep(): Promise<void> {
    const head = await turns.head();
    const statuses = await turns.survey(head);
    // What stands behind the head by an operator's word is as well as at it.
    const positions = statuses.map(({ position, isPaused }) => (isPaused ? head : position));
    const behind = turns.lanes.filter((_, index) => isBehind(positions[index], head));
    const still = turns.lanes.flatMap((lane, index): readonly StillLane[] => {
      const forMs = stillFor(seen, lane, { position: positions[index], head });
      return forMs >= options.patienceMs ? [{ lane, forMs }] : [];
    });
    if (behind.length > 0) options.ring(behind);
    if (still.length > 0) options.onStill(still);
    options.onSwept(turns.lanes.filter((_, index) => statuses[index]?.isToFill));
  }

  async function again(): Promise<void> {
    try {
      await sweep();
      if (isFailing) logger.info({}, 'The sweep works again.');
      isFailing = false;
    } catch (error) {
      if (!isFailing) logger.warn({ code: 'SWEEP_FAILED', err: error }, 'The sweep can not see the lanes.');
      isFailing = true;
    }
    if (!isClosed) timer = setTimeout(begin, everyMs);
  }

  let sweeping = Promise.resolve();
  const begin = (): void => {
    sweeping = again();
  };
  begin();
  return {
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await sweeping;
    },
  };
}

function isBehind(position: Position | undefined, head: Position): boolean {
  return position === undefined || comparePositions(position, head) < 0;
}

/** For how long a lane has been behind the head at the same position, in milliseconds. */
function stillFor(
  seen: Map<string, Seen>,
  lane: Lane,
  { position, head }: { readonly position: Position | undefined; readonly head: Position },
): number {
  const before = seen.get(laneName(lane));
  if (isBehind(position, head) && before && before.position === position)
    return performance.now() - before.since;
  if (isBehind(position, head)) seen.set(laneName(lane), { position, since: performance.now() });
  else seen.delete(laneName(lane));
  return 0;
}
