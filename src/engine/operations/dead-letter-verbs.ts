// Verbs of dead letters: parked documents are folded anew by the workers, or an event of theirs is discarded first.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { EVERYWHERE } from '../model/discarded-events.ts';
import { DISCARDS_KNOWN_WITHIN_MS, type DiscardRecords } from '../model/discard-records.ts';
import type { LaneStore } from '../model/documents.ts';
import { groupOf, MOST_GROUPED } from './dead-letters.ts';
import { deadLetterId, type ParkedDocument, type ParkedDocuments } from './parked-documents.ts';
import { defineVerb, done, refused, type VerbEntry } from './verbs.ts';

interface DeadLetterVerbOptions {
  readonly parked: ParkedDocuments;
  readonly store: Pick<LaneStore, 'askToMend'>;
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
        const { projection, document } = found;
        const { eventId, type, position } = found.parked;
        // What a document shows of another stream is one value for all documents.
        const documentId = projection.types.has(type) ? document.id : EVERYWHERE;
        await discards.discard({ eventId, projection: projection.name, documentId, reason, principal });
        await sleep(DISCARDS_KNOWN_WITHIN_MS + LOOK_EVERY_MS);
        return done({ discarded: { eventId, type, position }, ...(await redrive(options, [found])) });
      },
    }),
  ];
}

/** Waits for the workers, who do it. */
async function redrive(
  { parked, store }: DeadLetterVerbOptions,
  all: readonly ParkedDocument[],
): Promise<{ redriven: string[]; stillParked: string[]; waiting: string[] }> {
  for (const { lane, generation, document } of all) await store.askToMend(lane, generation, [document.id]);
  const deadline = performance.now() + REDRIVEN_WITHIN_MS;
  let waiting = all;
  const redriven: string[] = [];
  const stillParked: string[] = [];
  while (waiting.length > 0 && performance.now() < deadline) {
    await sleep(LOOK_EVERY_MS);
    const left: ParkedDocument[] = [];
    for (const each of waiting) {
      const id = deadLetterId(each.projection.name, each.document.id);
      const now = await parked.find(id);
      if (!now) redriven.push(id);
      else if (now.parked.tries > each.parked.tries) stillParked.push(id);
      else left.push(each);
    }
    waiting = left;
  }
  const ids = waiting.map(({ projection, document }) => deadLetterId(projection.name, document.id));
  return { redriven, stillParked, waiting: ids };
}
