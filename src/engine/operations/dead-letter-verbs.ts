// Verbs of dead letters: what is parked is mended by the workers, or its event is discarded first.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { DISCARDS_KNOWN_WITHIN_MS, type DiscardRecords } from '../model/discard-records.ts';
import { groupOf, MOST_GROUPED } from './dead-letters.ts';
import type { ParkedEntries, ParkedEntry } from './parked-entries.ts';
import { defineVerb, done, refused, type VerbEntry } from './verbs.ts';

interface DeadLetterVerbOptions {
  readonly parked: ParkedEntries;
  readonly discards: DiscardRecords;
}

/** Workers look every second, at tables every five; one that is at a long rebuild may take longer. */
const REDRIVEN_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 50;
const MOST_REDRIVEN = 1000;

export function deadLetterVerbs(options: DeadLetterVerbOptions): readonly VerbEntry[] {
  const { parked, discards } = options;
  const notParked = (id: string) => refused('NOT_FOUND', `${id} is not parked.`);
  return [
    defineVerb('redriveDeadLetter', {
      input: z.strictObject({ id: z.string() }),
      run: async ({ id }) => {
        const found = await parked.find(id);
        return found ? done(await redrive(options, [found])) : notParked(id);
      },
    }),
    defineVerb('redriveDeadLetters', {
      input: z.strictObject({ group: z.string(), first: z.int().min(1).max(MOST_REDRIVEN) }),
      run: async ({ group, first }) => {
        const all = await parked.after(undefined, MOST_GROUPED);
        const found = all.filter((each) => groupOf(each) === group).slice(0, first);
        if (found.length === 0) return refused('NOT_FOUND', `Nothing of group ${group} is parked.`);
        return done(await redrive(options, found));
      },
    }),
    defineVerb('discardDeadLetter', {
      input: z.strictObject({ id: z.string() }),
      needsReason: true,
      run: async ({ id }, { reason = '', principal }) => {
        const found = await parked.find(id);
        if (!found) return notParked(id);
        const { eventId, type, position } = found.by;
        await discards.discard({ eventId, ...found.discardedFrom, reason, principal });
        await sleep(DISCARDS_KNOWN_WITHIN_MS + LOOK_EVERY_MS);
        return done({ discarded: { eventId, type, position }, ...(await redrive(options, [found])) });
      },
    }),
  ];
}

/** Waits for the workers, who do it. */
async function redrive(
  { parked }: DeadLetterVerbOptions,
  all: readonly ParkedEntry[],
): Promise<{ redriven: string[]; stillParked: string[]; waiting: string[] }> {
  for (const each of all) await each.askToMend();
  const deadline = performance.now() + REDRIVEN_WITHIN_MS;
  let waiting = all;
  const redriven: string[] = [];
  const stillParked: string[] = [];
  while (waiting.length > 0 && performance.now() < deadline) {
    await sleep(LOOK_EVERY_MS);
    const left: ParkedEntry[] = [];
    for (const each of waiting) {
      const { id } = each;
      const now = await parked.find(id);
      if (!now) redriven.push(id);
      else if (now.by.tries > each.by.tries) stillParked.push(id);
      else left.push(each);
    }
    waiting = left;
  }
  return { redriven, stillParked, waiting: waiting.map(({ id }) => id) };
}
