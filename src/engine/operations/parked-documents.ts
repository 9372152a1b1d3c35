// Parked documents of a system, looked up in the generations that readers see.
import type { System } from '../definitions/define-system.ts';
import type { Projection } from '../definitions/projection.ts';
import type { LaneStore, StoredDocument } from '../model/documents.ts';
import { laneOf, type Lane } from '../model/lane.ts';
import type { Parked } from '../model/parked.ts';
import { ID_PATTERN } from '../model/stream.ts';

export interface ParkedDocument {
  readonly projection: Projection;
  readonly lane: Lane;
  readonly generation: string;
  readonly document: StoredDocument;
  readonly parked: Parked;
}

export interface ParkedDocuments {
  /** Behind one of them, in the order of projections, lanes and ids; at most so many. */
  after(id: string | undefined, most: number): Promise<readonly ParkedDocument[]>;
  /** Undefined if there is no such document, or if it is not parked. */
  find(id: string): Promise<ParkedDocument | undefined>;
  /** By projection. */
  count(): Promise<ReadonlyMap<string, number>>;
}

type Store = Pick<LaneStore, 'state' | 'load' | 'parked' | 'countParked'>;

/** `order/order-1` */
export const deadLetterId = (projection: string, documentId: string): string => `${projection}/${documentId}`;

export function parkedDocuments(system: System, store: Store): ParkedDocuments {
  const { lanes } = system;
  const load = async (lane: Lane, generation: string, ids: readonly string[]) => {
    const projection = system.projection(lane.projection);
    const { documents } = ids.length > 0 ? await store.load(lane, generation, ids, []) : { documents: [] };
    return documents.flatMap((document): ParkedDocument[] => {
      const parked = document?.parked;
      return projection && document && parked ? [{ projection, lane, generation, document, parked }] : [];
    });
  };

  return {
    after: async (id, most) => {
      const begin = id === undefined ? undefined : placeOf(system, id);
      const first = begin ? lanes.findIndex((lane) => isSame(lane, begin.lane)) : 0;
      const found: ParkedDocument[] = [];
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
    count: async () => {
      const counts = await Promise.all(
        lanes.map(async (lane) => {
          const { live } = await store.state(lane);
          return [lane.projection, live ? await store.countParked(lane, live.id) : 0] as const;
        }),
      );
      const sums = new Map<string, number>();
      for (const [projection, count] of counts) sums.set(projection, (sums.get(projection) ?? 0) + count);
      return sums;
    },
  };
}

function placeOf(system: System, id: string) {
  const [name = '', documentId = ''] = id.split('/');
  const projection = system.projection(name);
  if (!projection || !ID_PATTERN.test(documentId)) return undefined;
  return { lane: { projection: name, lane: laneOf(documentId, projection.lanes) }, documentId };
}

const isSame = (a: Lane, b: Lane): boolean => a.projection === b.projection && a.lane === b.lane;
