// Parked documents of a system, looked up in the generations that readers see.
import type { System } from '../definitions/define-system.ts';
import { versionOf } from '../definitions/fold-id.ts';
import type { Projection } from '../definitions/projection.ts';
import { refoldDocuments } from '../flow/project/projectors/refold.ts';
import { closeDocument } from '../fold/document-state.ts';
import { EVERYWHERE } from '../model/discarded-events.ts';
import type { LaneStore, StoredDocument } from '../model/documents.ts';
import { SlipstreamError } from '../model/errors.ts';
import type { EventReader } from '../model/event-store.ts';
import { laneOf, type Lane } from '../model/lane.ts';
import type { LaneHealth } from '../model/lane-health.ts';
import type { Parked } from '../model/parked.ts';
import { BEFORE_FIRST } from '../model/position.ts';
import { ID_PATTERN } from '../model/stream.ts';
import { inVain, type ParkedEntries, type ParkedEntry } from './parked-entries.ts';

interface ParkedDocument {
  readonly projection: Projection;
  readonly lane: Lane;
  readonly generation: string;
  readonly document: StoredDocument;
  readonly parked: Parked;
}

interface Sources {
  readonly store: Pick<LaneStore, 'state' | 'load' | 'parked' | 'checkpoint' | 'askToMend'>;
  readonly events: EventReader;
  readonly health: Pick<LaneHealth, 'hanging'>;
}

/** `order/order-1` */
export const deadLetterId = (projection: string, documentId: string): string => `${projection}/${documentId}`;

/** In the order of projections, lanes and ids. */
export function parkedDocuments(system: System, sources: Sources): ParkedEntries {
  const { lanes } = system;
  const { store } = sources;
  const load = async (lane: Lane, generation: string, ids: readonly string[]) => {
    const projection = system.projection(lane.projection);
    const { documents } = ids.length > 0 ? await store.load(lane, generation, ids, []) : { documents: [] };
    return documents.flatMap((document): ParkedEntry[] => {
      const parked = document?.parked;
      return projection && document && parked
        ? [entryOf(sources, { projection, lane, generation, document, parked })]
        : [];
    });
  };

  return {
    after: async (id, most) => {
      const begin = id === undefined ? undefined : placeOf(system, id);
      const first = begin ? lanes.findIndex((lane) => isSame(lane, begin.lane)) : 0;
      const found: ParkedEntry[] = [];
      for (const lane of lanes.slice(Math.max(0, first))) {
        const left = most - found.length;
        if (left <= 0) break;
        const { live } = await store.state(lane);
        if (!live) continue;
        const after = begin && isSame(lane, begin.lane) ? begin.documentId : '';
        found.push(...(await load(lane, live.id, await store.parked(lane, live.id, after, left))));
      }
      return found;
    },
    find: async (id) => {
      const at = placeOf(system, id);
      const { live } = at ? await store.state(at.lane) : { live: null };
      return at && live ? (await load(at.lane, live.id, [at.documentId]))[0] : undefined;
    },
  };
}

function entryOf(sources: Sources, found: ParkedDocument): ParkedEntry {
  const { projection, lane, generation, document, parked } = found;
  const { name, types } = projection;
  return {
    id: deadLetterId(name, document.id),
    ...{ projection: name, documentId: document.id, by: parked },
    ...{ codeVersion: versionOf(parked.foldId), version: document.version, document: document.body },
    // What a document shows of another stream is one value for all documents.
    discardedFrom: { projection: name, documentId: types.has(parked.type) ? document.id : EVERYWHERE },
    tried: () => tried(sources, found),
    askToMend: async () => {
      await sources.store.askToMend(lane, generation, [document.id]);
    },
  };
}

/** By the code of this process, and stored nowhere. */
async function tried(
  { store, events, health }: Sources,
  { projection, lane, generation, document }: ParkedDocument,
) {
  const checkpoint = await store.checkpoint(lane, generation);
  const upTo = checkpoint?.position ?? BEFORE_FIRST;
  // This process would be hung by it too.
  const hanging = await health.hanging({ lane, codeHash: projection.codeHash });
  try {
    const states = await refoldDocuments({ projection, reader: events, upTo, hanging }, [document.id]);
    const state = states.get(document.id);
    if (state?.parked) return inVain(state.version, state.parked);
    const folded = state && closeDocument(projection, state);
    return { document: folded?.body ?? null, version: folded?.version ?? 0, error: undefined };
  } catch (error) {
    if (error instanceof SlipstreamError) return inVain(document.version, error);
    throw error;
  }
}

function placeOf(system: System, id: string) {
  const [name = '', documentId = ''] = id.split('/');
  const projection = system.projection(name);
  if (!projection || !ID_PATTERN.test(documentId)) return undefined;
  return { lane: { projection: name, lane: laneOf(documentId, projection.lanes) }, documentId };
}

const isSame = (a: Lane, b: Lane): boolean => a.projection === b.projection && a.lane === b.lane;
