// Dead letters: what is parked as operators see it, alone and in groups, and what a redrive would make of one.
import { createHash } from 'node:crypto';
import type { OperationsService } from '../model/operations-service.ts';
import type { EventReport } from '../model/operations-records.ts';
import type { DeadLetter, DeadLetterGroup } from '../model/operations.ts';
import type { StoreBrowser } from '../model/store-browser.ts';
import type { ParkedBy, ParkedEntries, ParkedEntry } from './parked-entries.ts';

export interface DeadLetters extends Pick<
  OperationsService,
  'deadLetters' | 'deadLetterGroups' | 'tryDeadLetter'
> {
  deadLetter(id: string): Promise<DeadLetter | undefined>;
}

interface DeadLetterSources {
  readonly parked: ParkedEntries;
  readonly events: Pick<StoreBrowser, 'eventsAt'>;
}

/** So many are looked through for groups, and for those of one. */
export const MOST_GROUPED = 10_000;

export function deadLetters({ parked, events }: DeadLetterSources): DeadLetters {
  const reported = async (found: readonly ParkedEntry[]): Promise<readonly DeadLetter[]> => {
    const stored = await events.eventsAt([...new Set(found.map(({ by }) => by.position))]);
    const byId = new Map(stored.map((event) => [event.id, event]));
    return found.map((each) => reportOf(each, byId.get(each.by.eventId)));
  };
  const find = async (id: string) => {
    const found = await parked.find(id);
    const [deadLetter] = found ? await reported([found]) : [];
    return found && deadLetter ? { found, deadLetter } : undefined;
  };
  return {
    deadLetter: async (id) => (await find(id))?.deadLetter,
    deadLetters: async ({ first, after, group }) => {
      const all = await parked.after(after, group === undefined ? first + 1 : MOST_GROUPED);
      const wanted = group === undefined ? all : all.filter((each) => groupOf(each) === group);
      const items = await reported(wanted.slice(0, first));
      return { items, next: wanted.length > first ? items.at(-1)?.id : undefined };
    },
    deadLetterGroups: async () => groupsOf(await parked.after(undefined, MOST_GROUPED)),
    tryDeadLetter: async (id) => {
      const known = await find(id);
      if (!known) return undefined;
      const { found, deadLetter } = known;
      return { deadLetter, ...(await found.tried()) };
    },
  };
}

/** Alike for the same error of the same event type: what differs from document to document is left out. */
export function groupOf({ projection, by: { type, code, message } }: ParkedEntry): string {
  const words = message.replaceAll(/[\w-]*\d[\w-]*/g, '#');
  const hash = createHash('sha256').update(`${projection} ${type} ${code} ${words}`).digest('hex');
  return hash.slice(0, 12);
}

function reportOf(each: ParkedEntry, event: EventReport | undefined): DeadLetter {
  const { id, projection, documentId, by, codeVersion, version, document } = each;
  const { code, message, stack, followers } = by;
  return {
    ...{ id, projection, documentId, group: groupOf(each) },
    event: event ?? lostEvent(by),
    error: { code, message, stack: stack === '' ? undefined : stack },
    ...{ codeVersion, followers, version, document },
  };
}

/** After a restore to before it. */
function lostEvent({ position, eventId, type, stream, recordedAt }: ParkedBy): EventReport {
  const nothing = { correlationId: undefined, causationId: undefined, principal: undefined, payload: null };
  return { position, id: eventId, stream, type, recordedAt, version: 0, schemaVersion: 0, ...nothing };
}

function groupsOf(all: readonly ParkedEntry[]): readonly DeadLetterGroup[] {
  const groups = new Map<string, DeadLetterGroup>();
  for (const each of all) {
    const { type: eventType, code, message, followers, recordedAt } = each.by;
    const group = groupOf(each);
    const before = groups.get(group);
    groups.set(group, {
      ...{ group, projection: each.projection, eventType, code },
      message: before?.message ?? message,
      documents: (before?.documents ?? 0) + 1,
      followers: (before?.followers ?? 0) + followers,
      oldestAt: before && before.oldestAt < recordedAt ? before.oldestAt : recordedAt,
    });
  }
  return [...groups.values()].toSorted((a, b) => b.documents - a.documents || (a.group < b.group ? -1 : 1));
}
