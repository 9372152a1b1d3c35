// The presence of processes in Redis, beside the documents: one script to say it, one to read it, all by the clock of Redis.
import { z } from 'zod';
import { PRESENT_MS, type LaneMove, type Presence, type PresentProcess } from '../../model/presence.ts';
import type { StoreRedis } from './connect-redis.ts';
import { loadScript, runScript } from './run-script.ts';

const sayPresence = loadScript('say-presence');
const readPresence = loadScript('read-presence');

interface PresenceOptions extends StoreRedis {
  /** This process, unlike any other. */
  readonly owner: string;
}

const Said = z.object({
  name: z.string(),
  roles: z.array(z.string()),
  startedAt: z.string(),
  version: z.string(),
  serves: z.array(z.string()),
});

/** Rejects while Redis is away. */
export function createPresence({ redis, keys, owner }: PresenceOptions): Presence {
  const { seen, processes, moved } = keys;
  return {
    say: async ({ moved: moves, ...word }) => {
      const lanes = [...moves].flatMap(([lane, ageMs]) => [lane, String(Math.max(0, Math.round(ageMs)))]);
      const args = [owner, JSON.stringify(Said.parse(word)), word.name, String(PRESENT_MS), ...lanes];
      await runScript(redis, sayPresence, { keys: [seen, processes, moved], args });
    },
    leave: async () => {
      await Promise.all([redis.zrem(seen, owner), redis.hdel(processes, owner)]);
    },
    read: async () => {
      const answer = await runScript(redis, readPresence, {
        keys: [seen, processes, moved],
        args: [String(PRESENT_MS)],
      });
      const [said, moves, now] = Array.isArray(answer) ? answer : [];
      return {
        processes: pairs(said)
          .flatMap(([at, text]) => processOf({ at: Number(at), now: Number(now) }, text))
          .sort((a, b) => a.name.localeCompare(b.name, 'en')),
        moves: new Map(pairs(moves).map(([lane, text]) => [lane, moveOf(text)])),
      };
    },
  };
}

function pairs(list: unknown): readonly (readonly [string, string])[] {
  const texts = Array.isArray(list) ? list.map(String) : [];
  return texts.flatMap((text, index) => (index % 2 === 0 ? [[text, texts[index + 1] ?? ''] as const] : []));
}

const isoTime = (ms: number): string => new Date(ms).toISOString();

interface Heard {
  readonly at: number;
  readonly now: number;
}

/** What newer code says otherwise is no process that this code knows. */
function processOf({ at, now }: Heard, text: string): readonly PresentProcess[] {
  if (text === '') return [];
  const said = Said.safeParse(JSON.parse(text));
  return said.success ? [{ ...said.data, lastSeenAt: isoTime(at), silentMs: Math.max(0, now - at) }] : [];
}

function moveOf(text: string): LaneMove {
  const end = text.indexOf(' ');
  return { at: isoTime(Number(text.slice(0, end))), by: text.slice(end + 1) };
}
