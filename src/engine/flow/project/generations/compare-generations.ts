// The comparison of two generations of a lane while events go on: what differs for good, and not only because one is further.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContentEntry } from '../../../model/lane-contents.ts';
import { laneOf } from '../../../model/lane.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { Difference } from '../../../model/operations.ts';
import type { Comparison } from '../../../model/rebuilds.ts';
import { judgeCandidates, type Sides, type Candidate } from './judge-candidates.ts';

interface Comparing extends Sides {
  /** Share of the documents that are looked at. */
  readonly sample: number;
  /** Brings `next` to the head; false if that can't be done now. */
  readonly catchUp: () => Promise<boolean>;
}

/** How often what goes on moving is looked at again, and after how long, in milliseconds. */
const ATTEMPTS = 40;
const AGAIN_MS = 25;
/** So many that move are looked at again before others are. */
const MOST_MOVING = 5000;
/** A sample is taken by so many parts. */
const PARTS = 10_000;

/** What moves all the time is not counted as compared. Undefined if it was broken off. */
export async function compareGenerations(comparing: Comparing): Promise<Comparison | undefined> {
  const { catchUp } = comparing;
  const tally = tallyOf();
  let moving: readonly Candidate[] = [];
  const judge = async (candidates: readonly Candidate[]): Promise<readonly Candidate[]> => {
    const { different, undecided } = await judgeCandidates(comparing, candidates);
    different.forEach(tally.add);
    return undecided;
  };
  const judgeAgain = async (): Promise<boolean> => {
    for (let attempt = 0; attempt < ATTEMPTS && moving.length > 0; attempt += 1) {
      if (!(await catchUp())) return false;
      moving = await judge(moving);
      if (moving.length > 0) await sleep(AGAIN_MS);
    }
    tally.leftOut(moving);
    moving = [];
    return true;
  };
  for await (const candidates of candidatesIn(comparing, tally.look)) {
    moving = [...moving, ...(await judge(candidates))];
    if (moving.length > MOST_MOVING && !(await judgeAgain())) return undefined;
  }
  return (await judgeAgain()) ? tally.result() : undefined;
}

/** Of everything that is looked at, pages of what may differ. @param look told of documents. */
async function* candidatesIn(
  comparing: Comparing,
  look: (documents: number) => void,
): AsyncIterable<readonly Candidate[]> {
  const { store, contents, lane, live, next, sample } = comparing;
  const picked = (id: string): boolean => laneOf(id, PARTS) < sample * PARTS;
  for await (const page of contents.ids(lane, live)) {
    for (const ids of batches(page.filter(picked))) {
      look(ids.length);
      yield ids.map((id) => ({ id }));
    }
  }
  for await (const page of contents.ids(lane, next)) {
    for (const ids of batches(page.filter(picked))) {
      const { documents } = await store.load(lane, live, ids, []);
      const missing = ids.filter((_, index) => !documents[index]);
      look(missing.length);
      yield missing.map((id) => ({ id }));
    }
  }
  const differing = async (
    entries: readonly ContentEntry[],
    other: string,
  ): Promise<readonly Candidate[]> => {
    const values = await contents.values(lane, other, entries);
    return entries.filter(({ value }, index) => values[index] !== value).map(candidateOf);
  };
  for await (const entries of contents.entries(lane, live)) yield differing(entries, next);
  for await (const entries of contents.entries(lane, next)) yield differing(entries, live);
}

const candidateOf = ({ index, member }: ContentEntry): Candidate => ({
  id: member.slice(member.lastIndexOf('/') + 1),
  entry: { index, member },
});

function* batches<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  for (let at = 0; at < items.length; at += LIMITS.documentsPerScript) {
    yield items.slice(at, at + LIMITS.documentsPerScript);
  }
}

/** What was found; the same place counts once, however often it comes. */
function tallyOf() {
  let compared = 0;
  const places = new Set<string>();
  const found: Difference[] = [];
  return {
    look: (documents: number): void => {
      compared += documents;
    },
    leftOut: (candidates: readonly Candidate[]): void => {
      compared -= candidates.filter(({ entry }) => !entry).length;
    },
    add: ([{ id, entry }, difference]: readonly [Candidate, Difference]): void => {
      const place = `${id} ${entry?.index ?? ''} ${entry?.member ?? ''}`;
      if (places.has(place)) return;
      places.add(place);
      if (found.length < LIMITS.differencesKept) found.push(difference);
    },
    result: (): Comparison => ({ compared, differences: places.size, found }),
  };
}
