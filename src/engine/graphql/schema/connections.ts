// Pages of documents as the Relay specification has them, forward only: one connection type per document.
import type { Projection } from '../../definitions/projection.ts';
import type { GraphQLResolveInfo } from 'graphql';
import type { DocumentDefinition } from '../../shapes/document/declare.ts';
import type { CountedExtensions } from '../admission/count-operation.ts';
import type { CompiledExtensions } from '../compiled/write-selection.ts';
import type { ListPage, ShownDocument } from '../../model/services.ts';
import type { Signing } from '../signer.ts';
import type { Builder } from './builder.ts';
import type { BeginWait } from '../../model/services.ts';
import { freshnessOf, type ConsistencyArguments } from './consistency.ts';
import { ranksSelected } from './selects-field.ts';
import { TEXTS } from './descriptions.ts';
import type { DocumentTypes } from '../../shapes/document/schema.ts';

const DEFAULT_FIRST = 20;
const fromSource = { followsFromSource: true } satisfies CompiledExtensions;
const pageFromSource = { isPage: true, ...fromSource } satisfies CountedExtensions;

/** What is told of a page: the first and the last of its entries name its ends. */
interface PageFacts {
  readonly entries: readonly { readonly cursor: string }[];
  readonly hasNextPage: boolean;
  /** Whether the page was asked for by a cursor. */
  readonly isAfterOther: boolean;
}

export type PageInfoRef = ReturnType<typeof pageInfoType>;

export interface Connection extends ListPage, PageFacts {
  readonly entries: ListPage['entries'];
}

export type QueryFields = Parameters<Parameters<Builder['queryField']>[1]>[0];

export const pageArguments = (t: QueryFields) => ({
  first: t.arg.int({
    required: true,
    defaultValue: DEFAULT_FIRST,
    description: TEXTS.first,
  }),
  after: t.arg.string({
    description: 'The `cursor` of the last entry that is known; the first page if omitted.',
  }),
});

interface PageArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
  readonly consistency?: ConsistencyArguments['consistency'];
}

interface PageRequest {
  readonly sessionToken: string | undefined;
  readonly beginWait: BeginWait;
  /** Names of the fields that show ranks. */
  readonly rankFields: readonly string[];
  readonly cursors: Signing;
}

/** A page as it is asked of a service. */
export function pageRequest(
  { first, after: cursor, consistency }: PageArguments,
  info: GraphQLResolveInfo,
  { sessionToken, beginWait, rankFields, cursors }: PageRequest,
) {
  return {
    first,
    ...ranksSelected(info, rankFields),
    ...(typeof cursor === 'string' ? { cursor: cursors.open(cursor) } : {}),
    ...freshnessOf({ consistency }, sessionToken, beginWait),
  };
}

/** A page as a service has answered it. */
export const connectionFrom = (
  { entries, ...page }: ListPage,
  { after }: Pick<PageArguments, 'after'>,
  cursors: Signing,
): Connection => ({
  ...page,
  entries: entries.map((entry) => new SignedEntry(entry, cursors)),
  isAfterOther: typeof after === 'string',
});

/** Its cursor is signed where it is shown. */
class SignedEntry {
  readonly document: ShownDocument;
  readonly #cursor: string;
  readonly #cursors: Signing;

  constructor({ cursor, document }: ListPage['entries'][number], cursors: Signing) {
    this.document = document;
    this.#cursor = cursor;
    this.#cursors = cursors;
  }

  get cursor(): string {
    return this.#cursors.sign(this.#cursor);
  }
}

export type ConnectionTypes = ReturnType<typeof connectionTypes>;

/** Makes each type when it is first asked for. */
export function connectionTypes(builder: Builder, types: DocumentTypes, pageInfo: PageInfoRef) {
  const made = new Map<DocumentDefinition, ReturnType<typeof make>>();
  const make = (projection: Projection) => {
    const { name } = projection.document;
    const node = types.of(projection);
    const edge = edgeType(builder, name, node);
    return builder.objectRef<Connection>(`${name}Connection`).implement({
      description: `A page of ${name}. Only forward: \`first\` and \`after\`.`,
      fields: (t) => ({
        edges: t.field({
          type: [edge],
          description: 'The entries, each with its cursor.',
          extensions: pageFromSource,
          resolve: ({ entries }) => [...entries],
        }),
        nodes: t.field({
          type: [node],
          description: 'The documents alone, in the order of `edges`.',
          extensions: pageFromSource,
          resolve: ({ entries }) => entries.map(({ document }) => document),
        }),
        pageInfo: t.field({
          type: pageInfo,
          extensions: fromSource,
          description: 'Whether there is more, and where to go on.',
          resolve: (connection) => connection,
        }),
      }),
    });
  };
  return (projection: Projection) => {
    const type = made.get(projection.document) ?? make(projection);
    made.set(projection.document, type);
    return type;
  };
}

type NodeRef = ReturnType<DocumentTypes['of']>;

function edgeType(builder: Builder, name: string, node: NodeRef) {
  return builder.objectRef<ListPage['entries'][number]>(`${name}Edge`).implement({
    description: `A place in a list of ${name}, and the document there.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        description: 'Send it as `after` to go on behind this entry. Opaque.',
      }),
      node: t.field({
        type: node,
        extensions: fromSource,
        description: `The ${name} as the read model has it.`,
        resolve: ({ document }): ShownDocument => document,
      }),
    }),
  });
}

export function pageInfoType(builder: Builder) {
  return builder.objectRef<PageFacts>('PageInfo').implement({
    description: 'Whether there is more behind a page, and where to go on.',
    fields: (t) => ({
      hasNextPage: t.exposeBoolean('hasNextPage', { description: 'More entries come after this page.' }),
      hasPreviousPage: t.exposeBoolean('isAfterOther', {
        description: 'The page was asked for with `after`. Pages do not go backward.',
      }),
      startCursor: t.string({
        nullable: true,
        extensions: fromSource,
        description: 'Of the first entry; null if the page is empty.',
        resolve: ({ entries }) => entries[0]?.cursor ?? null,
      }),
      endCursor: t.string({
        nullable: true,
        extensions: fromSource,
        description: 'Of the last entry, for `after` of the next page; null if the page is empty.',
        resolve: ({ entries }) => entries.at(-1)?.cursor ?? null,
      }),
    }),
  });
}
