// Pages of lists at least as new as was asked for: one round trip where the list is, a wait for the notice where it is
// not yet. What one reader waits for can't be folded for a whole list.
import { partitionOf, type List } from '../../../definitions/list.ts';
import type { Projection } from '../../../definitions/projection.ts';
import type { ListRead, ListReader } from '../../../model/documents.ts';
import type { EventReader } from '../../../model/event-store.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { NoticeSource } from '../../../model/notices.ts';
import type { ListPage, ListRequest, ListService } from '../../../model/services.ts';
import { encodeToken } from '../../../model/token.ts';
import { faultOf } from './answer-read.ts';
import { decodeCursor, encodeCursor } from './list-cursor.ts';
import { invalidRead } from './read-faults.ts';
import { requirementOf } from './requirement.ts';
import { seek } from './seek.ts';
import { shownDocument } from './shown-document.ts';
import { createStoreIdentity } from './store-identity.ts';

export interface ListServiceOptions {
  readonly lists: ListReader;
  readonly notices: NoticeSource;
  readonly events: EventReader;
  /** Those whose lists can be read. */
  readonly projections: readonly Projection[];
}

export function createListService({ lists, notices, events, projections }: ListServiceOptions): ListService {
  const store = createStoreIdentity(events);
  const known = new Map(
    projections.flatMap(({ name, lists: own }) => own.map((list) => [`${name}/${list.name}`, list] as const)),
  );
  return {
    page: async (request) => {
      const { readModel, first, cursor } = request;
      const list = known.get(`${readModel}/${request.list}`);
      if (list === undefined) throw invalidRead('There is no such list.');
      if (!Number.isInteger(first) || first < 1 || first > LIMITS.entriesPerPage) {
        throw invalidRead(`first must be a whole number from 1 to ${LIMITS.entriesPerPage}.`);
      }
      const query = {
        projection: readModel,
        list: list.name,
        partition: partitionOf(list, request.values),
        order: list.order,
        after: cursor === undefined ? '' : decodeCursor(list.name, cursor),
        // One more than is shown says whether there are others.
        limit: first + 1,
      };
      const asked = {
        lane: { projection: readModel, lane: 0 },
        key: { projection: readModel, id: '' },
        required: await requirementOf(request, store),
        maxWaitMs: request.maxWaitMs,
        ifBehind: request.ifBehind === 'STALE' ? ('STALE' as const) : ('ERROR' as const),
      };
      const { sight } = await seek(asked, { read: () => lists.readList(query), store, notices });
      const isShown = sight.kind === 'reached' || (sight.kind === 'behind' && asked.ifBehind === 'STALE');
      if (!isShown) throw faultOf(asked, sight);
      return pageOf(request, list, sight.read);
    },
  };
}

function pageOf({ readModel, first }: ListRequest, { name }: List, read: ListRead): ListPage {
  const { entries, incarnation, checkpoint } = read;
  return {
    entries: entries.slice(0, first).flatMap(({ member, document }) => {
      const shown = shownDocument({ projection: readModel, id: document.id }, document);
      return shown ? [{ cursor: encodeCursor(name, member), document: shown }] : [];
    }),
    hasNextPage: entries.length > first,
    token: encodeToken({ incarnation, position: checkpoint }),
  };
}
