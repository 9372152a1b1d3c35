// Pages of documents as the Relay specification has them, forward only: one connection type per document.
import type { DocumentDefinition, Projection } from '../../definitions/index.ts';
import type { CountedExtensions } from '../admission/count-operation.ts';
import { LIMITS } from '../../model/limits.ts';
import type { ListPage, ShownDocument } from '../../model/services.ts';
import type { Builder } from './builder.ts';
import type { DocumentTypes } from './documents.ts';

const DEFAULT_FIRST = 20;
const extensions = { isPage: true } satisfies CountedExtensions;

export interface Connection extends ListPage {
  /** Whether the page was asked for by a cursor. */
  readonly isAfterOther: boolean;
}

type QueryFields = Parameters<Parameters<Builder['queryField']>[1]>[0];

export const pageArguments = (t: QueryFields) => ({
  first: t.arg.int({
    required: true,
    defaultValue: DEFAULT_FIRST,
    description: `At most ${LIMITS.entriesPerPage}.`,
  }),
  after: t.arg.string({ description: 'The `cursor` of the last entry that is known.' }),
});

export type ConnectionTypes = ReturnType<typeof connectionTypes>;

/** Makes each type when it is first asked for. */
export function connectionTypes(builder: Builder, types: DocumentTypes) {
  let pageInfo: ReturnType<typeof pageInfoType> | undefined;
  const made = new Map<DocumentDefinition, ReturnType<typeof make>>();
  const make = (projection: Projection) => {
    const { name } = projection.document;
    const node = types.of(projection);
    pageInfo ??= pageInfoType(builder);
    const info = pageInfo;
    const edge = builder.objectRef<ListPage['entries'][number]>(`${name}Edge`).implement({
      fields: (t) => ({
        cursor: t.exposeString('cursor'),
        node: t.field({ type: node, resolve: ({ document }): ShownDocument => document }),
      }),
    });
    return builder.objectRef<Connection>(`${name}Connection`).implement({
      fields: (t) => ({
        edges: t.field({ type: [edge], extensions, resolve: ({ entries }) => [...entries] }),
        nodes: t.field({
          type: [node],
          extensions,
          resolve: ({ entries }) => entries.map(({ document }) => document),
        }),
        pageInfo: t.field({ type: info, resolve: (connection) => connection }),
      }),
    });
  };
  return (projection: Projection) => {
    const type = made.get(projection.document) ?? make(projection);
    made.set(projection.document, type);
    return type;
  };
}

function pageInfoType(builder: Builder) {
  return builder.objectRef<Connection>('PageInfo').implement({
    fields: (t) => ({
      hasNextPage: t.exposeBoolean('hasNextPage'),
      hasPreviousPage: t.exposeBoolean('isAfterOther'),
      startCursor: t.string({ nullable: true, resolve: ({ entries }) => entries[0]?.cursor ?? null }),
      endCursor: t.string({ nullable: true, resolve: ({ entries }) => entries.at(-1)?.cursor ?? null }),
    }),
  });
}
