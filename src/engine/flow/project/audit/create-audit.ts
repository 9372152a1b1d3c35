// The audit of a worker: walks all documents in Redis at a steady rate, holds them against the event store, and has those
// mended that are lost or wrong, before a reader meets them.
import type { Projection } from '../../../definitions/projection.ts';
import type { LaneStore } from '../../../model/documents.ts';
import type { EventReader } from '../../../model/event-store.ts';
import { foldIdOf } from '../../../model/generation-id.ts';
import { laneOf, lanesOf, type Lane } from '../../../model/lane.ts';
import type { Logger } from '../../../model/logger.ts';
import type { StreamHead, StreamHeads } from '../../../model/stream-heads.ts';
import { checkDocuments, type CheckRequest } from './check-documents.ts';

export interface AuditOptions {
  readonly projections: readonly Projection[];
  readonly store: LaneStore;
  readonly reader: EventReader & StreamHeads;
  readonly logger: Logger;
  /** Documents looked at in one step. */
  readonly perStep: number;
  /** From the beginning of one pass to that of the next, in milliseconds, at least. */
  readonly passMs?: number;
  /** One of so many documents is folded anew and compared. */
  readonly oneOf?: number;
  readonly random?: () => number;
}

export interface Audit {
  /** False between two passes. */
  isDue(): boolean;
  /** Looks at some documents. Rejects while a server is away; the next step begins where this one did. */
  step(): Promise<AuditStep>;
}

export interface AuditStep {
  readonly checked: number;
  readonly wrong: number;
}

const PASS_MS = 60_000;
const ONE_OF = 100;
const AT_ONCE = 500;
/** What only all events could tell of a document is compared in stores of so many at most. */
const MOST_EVENTS_FOLDED = 5000;

/** A walk over the documents of a projection: behind which stream, or where in the register of which lane. */
interface Walk {
  readonly projection: Projection;
  readonly kind: 'streams' | 'register';
  readonly lane: number;
  readonly after: string;
}

interface Page {
  readonly ids: readonly string[];
  readonly heads: ReadonlyMap<string, StreamHead>;
  /** Undefined at its end. */
  readonly next: Walk | undefined;
}

export function createAudit(options: AuditOptions): Audit {
  const { projections, perStep, passMs = PASS_MS } = options;
  const walks = projections.filter(({ store }) => store === 'redis').flatMap(walksOf);
  let left: readonly Walk[] = [];
  let begun = -Infinity;

  const isDue = (): boolean => left.length > 0 || performance.now() - begun >= passMs;
  return {
    isDue,
    step: async () => {
      if (!isDue()) return { checked: 0, wrong: 0 };
      if (left.length === 0) {
        begun = performance.now();
        left = walks;
      }
      // The register of a lane has the documents of its streams, too.
      const found = new Set<string>();
      let checked = 0;
      while (checked < perStep) {
        const [walk, ...others] = left;
        if (!walk) break;
        const page = await pageOf(options, walk, Math.min(AT_ONCE, perStep - checked));
        await checkPage(options, walk, { ...page, found });
        checked += Math.max(1, page.ids.length);
        left = page.next ? [page.next, ...others] : others;
      }
      return { checked, wrong: found.size };
    },
  };
}

function walksOf(projection: Projection): readonly Walk[] {
  const { owner, keepsIds } = projection;
  const own: Walk = { projection, kind: 'streams', lane: 0, after: '' };
  const registers = lanesOf(projection).map(({ lane }): Walk => ({
    projection,
    kind: 'register',
    lane,
    after: '',
  }));
  return [...(owner === undefined ? [] : [own]), ...(keepsIds ? registers : [])];
}

async function pageOf({ reader, store }: AuditOptions, walk: Walk, most: number): Promise<Page> {
  const { projection, kind, after } = walk;
  if (kind === 'streams') {
    const found = await reader.streamsAfter(projection.owner ?? '', after, most);
    const last = found.at(-1);
    const next = last && found.length === most ? { ...walk, after: last.id } : undefined;
    return { ids: found.map(({ id }) => id), heads: new Map(found.map((head) => [head.id, head])), next };
  }
  const lane = { projection: projection.name, lane: walk.lane };
  const { live } = await store.state(lane);
  if (!live) return { ids: [], heads: new Map(), next: undefined };
  const { ids, cursor } = await store.scanKnown(lane, live.id, after);
  return { ids, heads: new Map(), next: cursor === '' ? undefined : { ...walk, after: cursor } };
}

interface Found {
  /** `order/order-1`: those that are wrong. */
  readonly found: Set<string>;
}

async function checkPage(
  options: AuditOptions,
  { projection }: Walk,
  { ids: all, heads, found }: Page & Found,
): Promise<void> {
  const { oneOf = ONE_OF, random = Math.random, reader } = options;
  const isCheap = projection.ownStreamOnly || Number(await reader.head()) <= MOST_EVENTS_FOLDED;
  const sample = isCheap ? () => random() * oneOf < 1 : () => false;
  const unknown = all.filter((id) => !found.has(`${projection.name}/${id}`));
  for (const lane of lanesOf(projection)) {
    const ids = unknown.filter((id) => laneOf(id, projection.lanes) === lane.lane);
    if (ids.length === 0) continue;
    const wrong = await checkLane(options, { projection, lane }, { ids, heads, sample });
    for (const id of wrong) found.add(`${projection.name}/${id}`);
  }
}

interface AuditedLane {
  readonly projection: Projection;
  readonly lane: Lane;
}

/** Ids of those that are wrong, which are mended soon. */
async function checkLane(
  { store, reader, logger }: AuditOptions,
  { projection, lane }: AuditedLane,
  request: CheckRequest,
): Promise<readonly string[]> {
  const { live, paused } = await store.state(lane);
  const isMine = live?.state === 'live' && foldIdOf(live.id) === projection.foldId;
  if (!isMine || paused) return [];
  const generation = live.id;
  const wrong = await checkDocuments({ projection, lane, generation, store, reader }, request);
  if (wrong.length === 0) return [];
  await store.askToMend(lane, generation, wrong);
  const what = { readModel: projection.name, lane: lane.lane, wrong: wrong.length };
  logger.warn(
    { code: 'AUDIT_FOUND', ...what, ids: wrong.slice(0, MOST_NAMED) },
    'Documents are lost, or are not what the events say: they are folded anew.',
  );
  return wrong;
}

const MOST_NAMED = 10;
