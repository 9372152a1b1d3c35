// Documents and entries of two generations side by side: the same, different for good, or one of them is further at the moment.
import type { LaneStore, StoredDocument } from '../../../model/documents.ts';
import type { ContentEntry, LaneContents } from '../../../model/lane-contents.ts';
import type { Lane } from '../../../model/lane.ts';
import { canonicalJson, type JsonObject } from '../../../model/json.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { Difference } from '../../../model/operations.ts';
import { BEFORE_FIRST, comparePositions, type Position } from '../../../model/position.ts';

/** A document that may differ, or an entry that stands for one. */
export interface Candidate {
  readonly id: string;
  readonly entry?: Pick<ContentEntry, 'index' | 'member'>;
}

interface Judged {
  readonly different: readonly (readonly [Candidate, Difference])[];
  readonly undecided: readonly Candidate[];
}

type Loaded = StoredDocument | null;

interface Pair {
  readonly live: Loaded;
  readonly next: Loaded;
}

/** Two generations of a lane. */
export interface Sides {
  readonly store: Pick<LaneStore, 'checkpoint' | 'load'>;
  readonly contents: LaneContents;
  readonly lane: Lane;
  readonly live: string;
  readonly next: string;
}

export async function judgeCandidates(side: Sides, candidates: readonly Candidate[]): Promise<Judged> {
  if (candidates.length === 0) return { different: [], undecided: [] };
  const upTo = await bothFolded(side);
  const before = await loadPairs(side, candidates);
  const entries = candidates.filter(({ entry }) => entry);
  const values = await valuesOf(side, entries);
  // What stood still meanwhile is what the entries were made of.
  const after = entries.length > 0 ? await loadPairs(side, entries) : before;
  const different: (readonly [Candidate, Difference])[] = [];
  const undecided: Candidate[] = [];
  for (const candidate of candidates) {
    const pair = before.get(candidate.id) ?? { live: null, next: null };
    const entry = values.get(candidate);
    if (entry ? entry.live === entry.next : isSame(pair)) continue;
    const isStill = !entry || isSameState(pair, after.get(candidate.id) ?? pair);
    if (!isStill || !isSettled(pair, upTo)) undecided.push(candidate);
    else
      different.push([
        candidate,
        entry ? entryDifference(candidate, entry) : documentDifference(candidate.id, pair),
      ]);
  }
  return { different, undecided };
}

/** Up to here everything was folded in both before anything is loaded. */
async function bothFolded({ store, lane, live, next }: Sides): Promise<Position> {
  const both = await Promise.all([store.checkpoint(lane, live), store.checkpoint(lane, next)]);
  const [a = BEFORE_FIRST, b = BEFORE_FIRST] = both.map((checkpoint) => checkpoint?.position ?? BEFORE_FIRST);
  return comparePositions(a, b) < 0 ? a : b;
}

async function loadPairs(
  { store, lane, live, next }: Sides,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<string, Pair>> {
  const ids = [...new Set(candidates.map(({ id }) => id))];
  const [ofLive, ofNext] = await Promise.all([
    store.load(lane, live, ids, []),
    store.load(lane, next, ids, []),
  ]);
  return new Map(
    ids.map((id, index) => [
      id,
      { live: ofLive.documents[index] ?? null, next: ofNext.documents[index] ?? null },
    ]),
  );
}

type Values = { readonly live: string | null; readonly next: string | null };

async function valuesOf(
  { contents, lane, live, next }: Sides,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<Candidate, Values>> {
  const entries = candidates.flatMap(({ entry }) => (entry ? [entry] : []));
  if (entries.length === 0) return new Map();
  const [ofLive, ofNext] = await Promise.all([
    contents.values(lane, live, entries),
    contents.values(lane, next, entries),
  ]);
  return new Map(
    candidates.map((candidate, index) => [
      candidate,
      { live: ofLive[index] ?? null, next: ofNext[index] ?? null },
    ]),
  );
}

const positionOf = (document: Loaded): Position => document?.position ?? BEFORE_FIRST;

/** Both have the same events in them: those up to one position of theirs, or all that there are of them. */
function isSettled({ live, next }: Pair, upTo: Position): boolean {
  const positions = [positionOf(live), positionOf(next)] as const;
  if (positions[0] === positions[1]) return true;
  return positions.every((position) => comparePositions(position, upTo) <= 0);
}

const isSameState = (a: Pair, b: Pair): boolean =>
  positionOf(a.live) === positionOf(b.live) && positionOf(a.next) === positionOf(b.next);

/** What was said of a parked document may differ: how often it was tried, and from where. */
function textOf(document: Loaded): string {
  if (!document) return '';
  const { position, version, body, stored, parked } = document;
  if (stored !== undefined && !parked) return stored;
  return `${position} ${version} ${JSON.stringify(body)} ${parked?.eventId ?? ''}`;
}

const isSame = ({ live, next }: Pair): boolean => textOf(live) === textOf(next);

function documentDifference(id: string, { live, next }: Pair): Difference {
  const bodies = { live: live?.body ?? null, next: next?.body ?? null };
  const isOfBody = canonicalJson(bodies.live) !== canonicalJson(bodies.next);
  if (!isOfBody) return differenceOf(id, { live: placeOf(live), next: placeOf(next) });
  return differenceOf(id, { live: shortened(bodies.live), next: shortened(bodies.next) });
}

/** The bodies are the same. */
const placeOf = (document: Loaded): JsonObject | null =>
  document && { version: document.version, position: document.position };

function entryDifference({ id, entry }: Candidate, { live, next }: Values): Difference {
  const shown = (value: string | null): JsonObject | null =>
    value === null ? null : { index: entry?.index ?? '', member: entry?.member ?? '', value };
  return differenceOf(id, { live: shown(live), next: shown(next) });
}

function differenceOf(id: string, both: Pick<Difference, 'live' | 'next'>): Difference {
  const kind = both.live === null ? 'MISSING_IN_LIVE' : both.next === null ? 'MISSING_IN_NEXT' : 'OTHER';
  return { id, kind, ...both };
}

function shortened(body: JsonObject | null): JsonObject | null {
  const length = body === null ? 0 : JSON.stringify(body).length;
  return length <= LIMITS.differenceLength ? body : { tooLongToShow: length };
}
