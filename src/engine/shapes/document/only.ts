// The read of a document of which there is one, together with the first page of lists that belong to it. All are asked for
// in the same tick, which makes them one round trip.
import type { OnlyDocument } from '../../definitions/module.ts';
import type { Projection } from '../../definitions/projection.ts';
import { SlipstreamError } from '../../model/errors.ts';
import { LIMITS } from '../../model/limits.ts';
import type { ListPage, ListRequest } from '../../model/services.ts';
import type { CountedExtensions } from '../../graphql/admission/count-operation.ts';
import type { RequestContext } from '../../graphql/context.ts';
import type { Builder } from '../../graphql/schema/builder.ts';
import { freshnessOf, type ConsistencyRef, type Freshness } from '../../graphql/schema/consistency.ts';
import { TEXTS } from '../../graphql/schema/descriptions.ts';
import { guardIndex } from '../../graphql/schema/guard-index.ts';
import { readableBy, shownPage, shownTo } from './guard.ts';
import { readDocument, type DocumentSource, type DocumentTypes } from './schema.ts';
import { ranksSelected, selectsField } from '../../graphql/schema/selects-field.ts';

interface OnlyParts {
  readonly builder: Builder;
  readonly types: DocumentTypes;
  readonly consistency: ConsistencyRef;
}

/** A field that shows the first page of a list. */
interface PageField {
  readonly field: string;
  readonly projection: Projection;
  readonly list: Projection['lists'][number];
}

export function addOnlyDocument(
  parts: OnlyParts,
  projection: Projection,
  { id, lists = {} }: OnlyDocument,
): void {
  const { builder, types, consistency } = parts;
  const { name, document } = projection;
  const pages = Object.entries(lists).map(([field, of]) => pageField(`${document.name}.${field}`, field, of));
  for (const page of pages) addPageField(parts, projection, page);
  builder.queryField(name, (t) =>
    t.field({
      type: types.of(projection),
      nullable: true,
      description: `The ${document.name}; there is one.`,
      args: {
        minVersion: t.arg.int({ description: TEXTS.minVersion }),
        consistency: t.arg({ type: consistency, description: TEXTS.consistency }),
      },
      resolve: async (...[root, args, context, info]): Promise<DocumentSource | null> => {
        const freshness = freshnessOf(args, root?.after ?? context.session.after, context.allowance.wait);
        const readable = readableBy(context.caller, document);
        // Below a document that the caller may not read nothing is read.
        const selected = readable ? [] : pages.filter(({ field }) => selectsField(info, field));
        const [found, ...read] = await Promise.all([
          readDocument(context, projection, { readModel: name, id, ...freshness }),
          ...selected.map((page) =>
            readPage(context, page, {
              ...freshness,
              ...ranksSelected(info, types.rankFieldsOf(page.projection)),
            }),
          ),
        ]);
        const shown = found ?? beforeAll(context, projection, id);
        if (shown === null || selected.length === 0) return shown;
        return { ...shown, pages: new Map(selected.map(({ field }, index) => [field, read[index]])) };
      },
    }),
  );
}

/** Where nothing has happened yet, the document is what it begins as. */
function beforeAll(
  { caller }: RequestContext,
  { name, document, initial }: Projection,
  id: string,
): DocumentSource | null {
  if (initial === null || readableBy(caller, document)?.(id, { body: initial }) === false) return null;
  const shown = { readModel: name, id, version: 0, position: '0', body: initial };
  return shownTo(caller, document)?.(shown) ?? shown;
}

function pageField(where: string, field: string, projection: Projection): PageField {
  const [list, ...others] = projection.lists;
  if (list === undefined || others.length > 0 || list.by.length > 0) {
    throw new SlipstreamError('BAD_DEFINITION', `${where}: it takes one list that is asked by nothing.`);
  }
  return { field, projection, list };
}

function addPageField({ builder, types }: OnlyParts, owner: Projection, page: PageField): void {
  builder.objectField(types.of(owner), page.field, (t) =>
    t.field({
      type: [types.of(page.projection)],
      extensions: {
        documents: LIMITS.entriesPerPage,
        most: [LIMITS.entriesPerPage],
      } satisfies CountedExtensions,
      description: `The first ${LIMITS.entriesPerPage} of \`${page.list.name}\`.`,
      resolve: async (...[{ pages, after }, , context, info]) => {
        const freshness = { ...asNewAs(after), ...ranksSelected(info, types.rankFieldsOf(page.projection)) };
        const read = pages?.get(page.field) ?? (await readPage(context, page, freshness));
        return read.entries.map(({ document }) => document);
      },
    }),
  );
}

/** With an update of a subscription: as new as the update if that comes in time, else as it is. */
const asNewAs = (after: string | undefined): Freshness => ({
  ...(after === undefined ? {} : { after }),
  maxWaitMs: LIMITS.sessionWaitMs,
  ifBehind: 'STALE',
});

async function readPage(
  context: RequestContext,
  { projection, list }: PageField,
  { minVersion: _ofTheDocument, ...freshness }: Freshness & Pick<ListRequest, 'withRanks'>,
): Promise<ListPage> {
  const { services, session, caller } = context;
  await guardIndex(context, { ...list, projection }, {});
  const page = await services.lists.page({
    readModel: projection.name,
    list: list.name,
    values: {},
    first: LIMITS.entriesPerPage,
    ...freshness,
  });
  session.saw(page.token);
  return shownPage(caller, projection, page);
}
