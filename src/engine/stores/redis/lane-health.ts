// Health records of lanes that do not go on, in Redis beside the lanes: strikes, who is at what, and troubles.
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { RecordedEvent } from '../../model/events.ts';
import { laneName, type Lane } from '../../model/lane.ts';
import {
  clearOutlook,
  DEAD,
  NO_DOCUMENT,
  nothingHangs,
  strikeName,
  type Barrier,
  type LaneCode,
  type LaneHealth,
  type LaneOutlook,
  type LaneTrouble,
} from '../../model/lane-health.ts';
import { comparePositions } from '../../model/position.ts';
import { loadScript, runScript } from './run-script.ts';
import { withinTime } from '../../async/within-time.ts';
import type { StoreKeys } from '../../model/store-keys.ts';
import {
  hangingDocuments,
  hangingIn,
  isGivenUp,
  isHeldBack,
  isToName,
  strikesOf,
  type Strikes,
} from './strikes.ts';

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
        const strikes = strikesOf(struck, codeHash);
        const known = { strikes, suspect: suspect ?? undefined, trouble: trouble ?? undefined };
        return outlookOf({ redis, keys, owner }, { lane, codeHash, ...known });
      } catch {
        return clearOutlook;
      }
    },
    hanging: async ({ lane, codeHash }) => {
      try {
        return hangingIn(strikesOf(await soon(redis.hgetall(keys.strikes(lane))), codeHash));
      } catch {
        return nothingHangs;
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

function outlookOf(beside: Beside, record: LaneRecord): LaneOutlook {
  const { redis, keys } = beside;
  const { lane } = record;
  return {
    barrier: async (events, isRouted = () => false) => {
      try {
        if (isPast(record, events[0])) await soon(redis.del(keys.trouble(lane)));
        return await soon(barrierIn(beside, record, { events, isRouted }));
      } catch {
        return undefined;
      }
    },
    passed: async (events) => {
      const names = innocentOf(record, events);
      if (names.length > 0) await redis.hdel(keys.strikes(lane), ...names).catch(() => {});
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
  readonly strikes: Strikes;
  /** `<process> <strike>` */
  readonly suspect: string | undefined;
  readonly trouble: string | undefined;
}

interface Asking {
  readonly events: readonly RecordedEvent[];
  readonly isRouted: (event: RecordedEvent) => boolean;
}

async function barrierIn(
  { redis, keys, owner }: Beside,
  record: LaneRecord,
  { events, isRouted }: Asking,
): Promise<Barrier | undefined> {
  const { lane, codeHash, strikes, suspect } = record;
  if (strikes.size === 0 && suspect === undefined) return undefined;
  const [suspected = '', mark = ''] = suspect?.split(' ') ?? [];
  for (const event of events) {
    const strike = strikeName(codeHash, event.position);
    const struck = strikes.get(event.position);
    const isToTry = struck && isToName(struck) && isRouted(event);
    if (struck && !isToTry && isHeldBack(struck)) return { kind: 'heldBack', event };
    const isElsewhere = mark === strike && suspected !== owner && suspected !== DEAD;
    if (isElsewhere) return { kind: 'elsewhere', event };
    if (!struck) continue;
    const turn = await runScript(redis, takeTurn, {
      keys: [keys.suspect(lane), keys.waiting(lane)],
      args: [strike, owner, String(TURN_MS), String(WAITING_MS)],
    });
    if (turn !== 1) return { kind: 'elsewhere', event };
    return { kind: 'alone', event, except: hangingDocuments(struck) };
  }
  return undefined;
}

type Beside = Omit<HealthOptions, 'clock'>;

/** Whether the lane has left behind it what was said of it. */
function isPast({ codeHash, trouble }: LaneRecord, next: RecordedEvent | undefined): boolean {
  const said = trouble === undefined ? undefined : readTrouble(trouble);
  if (said?.codeHash !== codeHash) return false;
  return next === undefined || comparePositions(said.position, next.position) < 0;
}

/** Strikes by chance. What is given up stays known: other generations and documents folded anew meet it again. */
function innocentOf({ codeHash, strikes }: LaneRecord, events: readonly RecordedEvent[]): readonly string[] {
  if (strikes.size === 0) return [];
  return events.flatMap(({ position }) => {
    const struck = strikes.get(position);
    if (!struck || isGivenUp(struck)) return [];
    const named = [NO_DOCUMENT, ...struck.documents];
    return [strikeName(codeHash, position), ...named.map((id) => strikeName(codeHash, position, id))];
  });
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
