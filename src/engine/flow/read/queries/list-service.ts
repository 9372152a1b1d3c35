// Pages of lists at least as new as was asked for: one round trip where the list is, a wait for the notice where it is
// not yet.
import { partitionOf, type List } from '../../../definitions/list.ts';
import type { Projection } from '../../../definitions/projection.ts';
import type { ListRead, ListReader } from '../../../model/documents.ts';
import type { EventReader } from '../../../model/event-store.ts';
import type { NoticeSource } from '../../../model/notices.ts';
import type { ListPage, ListRequest, ListService } from '../../../model/services.ts';
import { encodeToken } from '../../../model/token.ts';
import { decodeCursor, encodeCursor } from './list-cursor.ts';
import { invalidRead } from './read-faults.ts';
import { severalDocuments } from './several-documents.ts';
import { shownDocument } from './shown-document.ts';

export interface ListServiceOptions {
  readonly lists: ListReader;
  readonly notices: NoticeSource;
  readonly events: EventReader;
  /** Those whose lists can be read. */
  readonly projections: readonly Projection[];
}

export function createListService({ lists, notices, events, projections }: ListServiceOptions): ListService {
  const readEnough = severalDocuments({ notices, events });
  const known = new Map(
    projections.flatMap(({ name, lists: own }) => own.map((list) => [`${name}/${list.name}`, list] as const)),
  );
  return {
    page: async (request) => {
      const { readModel, first, cursor } = request;
      const list = known.get(`${readModel}/${request.list}`);
      if (list === undefined) throw invalidRead('There is no such list.');
      const query = {
        projection: readModel,
        list: list.name,
        partition: partitionOf(list, request.values),
        order: list.order,
        after: cursor === undefined ? '' : decodeCursor(list.name, cursor),
        // One more than is shown says whether there are others.
        limit: first + 1,
      };
      return pageOf(request, list, await readEnough(request, () => lists.readList(query)));
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
