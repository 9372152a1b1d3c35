// Dead letters: parked documents as operators see them, alone and in groups, and what a redrive would make of one.
import { createHash } from 'node:crypto';
import { versionOf } from '../definitions/fold-id.ts';
import { closeDocument } from '../fold/document-state.ts';
import { refoldDocuments } from '../flow/project/projectors/refold.ts';
import { SlipstreamError } from '../model/errors.ts';
import type { LaneStore } from '../model/documents.ts';
import type { EventReader } from '../model/event-store.ts';
import type { OperationsService } from '../model/operations-service.ts';
import type { EventReport } from '../model/operations-records.ts';
import type { DeadLetter, DeadLetterGroup } from '../model/operations.ts';
import { BEFORE_FIRST } from '../model/position.ts';
import type { StoreBrowser } from '../model/store-browser.ts';
import { deadLetterId, type ParkedDocument, type ParkedDocuments } from './parked-documents.ts';

export interface DeadLetters extends Pick<
  OperationsService,
  'deadLetters' | 'deadLetterGroups' | 'tryDeadLetter'
> {
  deadLetter(id: string): Promise<DeadLetter | undefined>;
}

interface DeadLetterSources {
  readonly parked: ParkedDocuments;
  readonly store: Pick<LaneStore, 'checkpoint'>;
  readonly events: EventReader & Pick<StoreBrowser, 'eventsAt'>;
}

/** So many are looked through for groups, and for those of one. */
export const MOST_GROUPED = 10_000;

export function deadLetters({ parked, store, events }: DeadLetterSources): DeadLetters {
  const reported = async (found: readonly ParkedDocument[]): Promise<readonly DeadLetter[]> => {
    const stored = await events.eventsAt([...new Set(found.map((each) => each.parked.position))]);
    const byId = new Map(stored.map((event) => [event.id, event]));
    return found.map((each) => reportOf(each, byId.get(each.parked.eventId)));
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
      return { deadLetter, ...(await tried(found, { store, events })) };
    },
  };
}

/** Alike for the same error of the same event type: what differs from document to document is left out. */
export function groupOf({ projection, parked: { type, code, message } }: ParkedDocument): string {
  const words = message.replaceAll(/[\w-]*\d[\w-]*/g, '#');
  const hash = createHash('sha256').update(`${projection.name} ${type} ${code} ${words}`).digest('hex');
  return hash.slice(0, 12);
}

function reportOf(each: ParkedDocument, event: EventReport | undefined): DeadLetter {
  const { projection, document, parked } = each;
  const { code, message, stack, foldId, followers } = parked;
  return {
    id: deadLetterId(projection.name, document.id),
    projection: projection.name,
    documentId: document.id,
    group: groupOf(each),
    event: event ?? lostEvent(parked),
    error: { code, message, stack: stack === '' ? undefined : stack },
    codeVersion: versionOf(foldId),
    followers,
    version: document.version,
    document: document.body,
  };
}

/** After a restore to before it. */
function lostEvent({ position, eventId, type, stream, recordedAt }: ParkedDocument['parked']): EventReport {
  const nothing = { correlationId: undefined, causationId: undefined, principal: undefined, payload: null };
  return { position, id: eventId, stream, type, recordedAt, version: 0, schemaVersion: 0, ...nothing };
}

function groupsOf(all: readonly ParkedDocument[]): readonly DeadLetterGroup[] {
  const groups = new Map<string, DeadLetterGroup>();
  for (const each of all) {
    const { type: eventType, code, message, followers, recordedAt } = each.parked;
    const group = groupOf(each);
    const before = groups.get(group);
    groups.set(group, {
      ...{ group, projection: each.projection.name, eventType, code },
      message: before?.message ?? message,
      documents: (before?.documents ?? 0) + 1,
      followers: (before?.followers ?? 0) + followers,
      oldestAt: before && before.oldestAt < recordedAt ? before.oldestAt : recordedAt,
    });
  }
  return [...groups.values()].toSorted((a, b) => b.documents - a.documents || (a.group < b.group ? -1 : 1));
}

/** By the code of this process, and stored nowhere. */
async function tried(
  { projection, lane, generation, document, parked }: ParkedDocument,
  { store, events }: Pick<DeadLetterSources, 'store' | 'events'>,
) {
  if (parked.code === 'FOLD_HANGS') return inVain(document.version, parked);
  const checkpoint = await store.checkpoint(lane, generation);
  const upTo = checkpoint?.position ?? BEFORE_FIRST;
  try {
    const states = await refoldDocuments({ projection, reader: events, upTo }, [document.id]);
    const state = states.get(document.id);
    if (state?.parked) return inVain(state.version, state.parked);
    const folded = state && closeDocument(projection, state);
    return { document: folded?.body ?? null, version: folded?.version ?? 0, error: undefined };
  } catch (error) {
    if (error instanceof SlipstreamError) return inVain(document.version, error);
    throw error;
  }
}

const inVain = (version: number, { code, message }: { readonly code: string; readonly message: string }) => ({
  document: undefined,
  version,
  error: { code, message },
});
