// Pages of lists at least as new as was asked for: one round trip where the list is, a wait for the notice where it is
// not yet.
import { listIndex, partitionOf } from './declare.ts';
import type { Projection } from '../../definitions/projection.ts';
import type { DocumentReader, IndexReader, PageRead } from '../../model/documents.ts';
import type { EventReader, IncarnationSource } from '../../model/event-store.ts';
import type { NoticeSource } from '../../model/notices.ts';
import type { ListPage, ListRequest, ListService } from '../../model/services.ts';
import { encodeToken } from '../../model/token.ts';
import { cursorsOf, type Cursors } from '../../flow/read/queries/cursors.ts';
import { rankPages } from '../../flow/read/queries/rank-pages.ts';
import { invalidRead } from '../../flow/read/queries/read-faults.ts';
import { severalDocuments } from '../../flow/read/queries/several-documents.ts';
import { shownDocument } from '../../flow/read/queries/shown-document.ts';

/** Of an index: a time and an id. */
const MEMBER = /^[^/]{1,64}\/[A-Za-z0-9_-]{1,64}$/;

export interface ListServiceOptions {
  readonly indexes: Pick<IndexReader, 'readPage'>;
  /** Those of which a page shows the ranks. */
  readonly documents: DocumentReader;
  readonly notices: NoticeSource;
  readonly events: EventReader & IncarnationSource;
  /** Those whose lists can be read. */
  readonly projections: readonly Projection[];
}

export function readLists(options: ListServiceOptions): ListService {
  const { indexes, notices, events, projections } = options;
  const ranked = rankPages(options);
  const readEnough = severalDocuments({ notices, events });
  const known = new Map(
    projections.flatMap(({ name, lists: own }) => own.map((list) => [`${name}/${list.name}`, list] as const)),
  );
  return {
    page: async (request) => {
      const { readModel, first, cursor } = request;
      const list = known.get(`${readModel}/${request.list}`);
      if (list === undefined) throw invalidRead('There is no such list.');
      const partition = partitionOf(list, request.values);
      const question = [readModel, list.name, partition];
      const cursors = cursorsOf({ name: list.name, question, place: MEMBER });
      const query = {
        projection: readModel,
        index: listIndex(list, request.values),
        signature: list.signature,
        order: list.order,
        after: cursor === undefined ? '' : cursors.decode(cursor),
        // One more than is shown says whether there are others.
        limit: first + 1,
      };
      const read = await readEnough(request, () => indexes.readPage(query));
      return ranked(request, pageOf(request, cursors, read));
    },
  };
}

function pageOf({ readModel, first }: ListRequest, cursors: Cursors, read: PageRead): ListPage {
  const { entries, incarnation, checkpoint } = read;
  return {
    entries: entries.slice(0, first).flatMap(({ member, document }) => {
      const shown = shownDocument({ projection: readModel, id: document.id }, document);
      return shown ? [{ cursor: cursors.encode(member), document: shown }] : [];
    }),
    hasNextPage: entries.length > first,
    token: encodeToken({ incarnation, position: checkpoint }),
  };
}
