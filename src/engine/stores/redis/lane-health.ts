// Health records of lanes that do not go on, in Redis beside the lanes: strikes, who is at what, and troubles.
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { RecordedEvent } from '../../model/events.ts';
import { laneName, type Lane } from '../../model/lane.ts';
import {
  DEAD,
  strikeName,
  STRIKES_UNTIL_HELD_BACK,
  type Barrier,
  type LaneCode,
  type LaneHealth,
  type LaneTrouble,
} from '../../model/lane-health.ts';
import { comparePositions, type Position } from '../../model/position.ts';
import { loadScript, runScript } from './run-script.ts';
import { withinTime } from '../../async/within-time.ts';
import type { StoreKeys } from '../../model/store-keys.ts';

/** How long a trouble is believed that nobody says again; a stopped lane is tried every 40 s or more often. */
const TROUBLE_MS = 60_000;
/** For how long an event that has ended a process is one process's alone. */
const TURN_MS = 30_000;
/** How long a process that waits for that is believed to be there; it asks every second or so. */
const WAITING_MS = 5000;

/** The longest that Redis is asked, in milliseconds. */
const LOOK_MS = 1000;

const takeTurn = loadScript('take-turn');

interface HealthOptions {
  readonly redis: Redis;
  readonly keys: StoreKeys;
  /** This process. */
  readonly owner: string;
  readonly clock?: () => Date;
}

export function createLaneHealth({
  redis,
  keys,
  owner,
  clock = () => new Date(),
}: HealthOptions): LaneHealth {
  return {
    look: async ({ lane, codeHash }) => {
      try {
        const [struck, [suspect, trouble]] = await soon(
          Promise.all([
            redis.hgetall(keys.strikes(lane)),
            redis.mget(keys.suspect(lane), keys.trouble(lane)),
          ]),
        );
        const known = { lane, codeHash, strikes: strikesOf(struck, codeHash), suspect: suspect ?? undefined };
        return {
          barrier: async (events) => {
            const passed = passedBy(known, { trouble: trouble ?? undefined, next: events[0] });
            try {
              await soon(forget({ redis, keys }, lane, passed));
              return await soon(barrierIn({ redis, keys }, known, { owner, events }));
            } catch {
              return undefined;
            }
          },
        };
      } catch {
        return { barrier: async () => undefined };
      }
    },
    report: async ({ lane, codeHash }, trouble) => {
      const said = { ...trouble, codeHash, at: clock().toISOString() };
      await redis.set(keys.trouble(lane), JSON.stringify(said), 'PX', TROUBLE_MS).catch(() => {});
    },
    troubles: async (lanes) => {
      const texts = await Promise.all(lanes.map((lane) => redis.get(keys.trouble(lane))));
      return lanes.flatMap((lane, index) => troubleOf(lane, texts[index] ?? undefined));
    },
    resume: async (lanes) => {
      const removed = await Promise.all(
        lanes.map((lane) => redis.del(keys.strikes(lane), keys.suspect(lane), keys.trouble(lane))),
      );
      return lanes.filter((_, index) => (removed[index] ?? 0) > 0);
    },
  };
}

/** Where the watchdog of a process marks what hangs, by lane name. */
export function laneMarkKeys({ suspect, strikes }: StoreKeys, lanes: readonly Lane[]) {
  const keysOf = (lane: Lane) => ({ suspect: suspect(lane), strikes: strikes(lane) });
  return Object.fromEntries(lanes.map((lane) => [laneName(lane), keysOf(lane)]));
}

/** A lane does not wait for what is only known of it. */
function soon<Value>(work: Promise<Value>): Promise<Value> {
  return withinTime(work, LOOK_MS, (cause) => new Error('Redis does not say how the lane is.', { cause }));
}

interface LaneRecord extends LaneCode {
  /** By position: how many processes the event has ended in the hands of this code. */
  readonly strikes: ReadonlyMap<Position, number>;
  /** `<process> <strike>` */
  readonly suspect: string | undefined;
}

interface Asking {
  readonly owner: string;
  readonly events: readonly RecordedEvent[];
}

async function barrierIn(
  { redis, keys }: Beside,
  record: LaneRecord,
  { owner, events }: Asking,
): Promise<Barrier | undefined> {
  const { lane, codeHash, strikes, suspect } = record;
  if (strikes.size === 0 && suspect === undefined) return undefined;
  const [suspected = '', mark = ''] = suspect?.split(' ') ?? [];
  for (const event of events) {
    const strike = strikeName(codeHash, event.position);
    const count = strikes.get(event.position) ?? 0;
    if (count >= STRIKES_UNTIL_HELD_BACK) return { kind: 'heldBack', event };
    const isElsewhere = mark === strike && suspected !== owner && suspected !== DEAD;
    if (isElsewhere) return { kind: 'elsewhere', event };
    if (count === 0) continue;
    const turn = await runScript(redis, takeTurn, {
      keys: [keys.suspect(lane), keys.waiting(lane)],
      args: [strike, owner, String(TURN_MS), String(WAITING_MS)],
    });
    if (turn !== 1) return { kind: 'elsewhere', event };
  }
  return undefined;
}

type Beside = Pick<HealthOptions, 'redis' | 'keys'>;

interface Passed {
  readonly strikes: readonly string[];
  readonly trouble: boolean;
}

/** What the lane has left behind it: everything that was said of events before the next one. */
function passedBy(
  { codeHash, strikes }: LaneRecord,
  { trouble, next }: { readonly trouble: string | undefined; readonly next: RecordedEvent | undefined },
): Passed {
  const isPassed = (position: Position): boolean =>
    next === undefined || comparePositions(position, next.position) < 0;
  const said = trouble === undefined ? undefined : readTrouble(trouble);
  return {
    strikes: [...strikes.keys()].filter(isPassed).map((position) => strikeName(codeHash, position)),
    trouble: said !== undefined && said.codeHash === codeHash && isPassed(said.position),
  };
}

async function forget({ redis, keys }: Beside, lane: Lane, { strikes, trouble }: Passed): Promise<void> {
  if (strikes.length > 0) await redis.hdel(keys.strikes(lane), ...strikes);
  if (trouble) await redis.del(keys.trouble(lane));
}

function strikesOf(struck: Record<string, string>, codeHash: string): ReadonlyMap<Position, number> {
  const own = Object.entries(struck).filter(([name]) => name.startsWith(`${codeHash}:`));
  return new Map(own.map(([name, count]) => [name.slice(codeHash.length + 1), Number(count)]));
}

const Trouble = z.object({
  codeHash: z.string(),
  position: z.string(),
  eventId: z.string(),
  type: z.string(),
  reason: z.string(),
  at: z.string(),
});

function readTrouble(text: string): z.infer<typeof Trouble> | undefined {
  try {
    return Trouble.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function troubleOf(lane: Lane, text: string | undefined): readonly LaneTrouble[] {
  const said = text === undefined ? undefined : readTrouble(text);
  if (!said) return [];
  const { codeHash: _, ...trouble } = said;
  return [{ ...lane, ...trouble }];
}
