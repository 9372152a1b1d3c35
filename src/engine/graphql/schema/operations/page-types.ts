// Pages of what operators browse, as the Relay specification has them, forward only.
import type { Page } from '../../../model/operations-records.ts';
import { LIMITS } from '../../../model/limits.ts';
import type { CountedExtensions } from '../../admission/count-operation.ts';
import type { AnyOutput, Builder } from '../builder.ts';
import type { PageInfoRef } from '../connections.ts';

export interface Browsed {
  readonly entries: readonly Entry[];
  /** To go on after. */
  readonly next: string | undefined;
  readonly isAfterOther: boolean;
}

interface Entry {
  readonly cursor: string;
  readonly node: unknown;
}

const isPage = { isPage: true } satisfies CountedExtensions;

/** @param cursorOf names the place of an item in its list. */
export async function browsed<Item>(
  page: Promise<Page<Item>>,
  cursorOf: (item: Item) => string,
  after: string | null | undefined,
): Promise<Browsed> {
  const { items, next } = await page;
  const entries = items.map((node) => ({ cursor: cursorOf(node), node }));
  return { entries, next, isAfterOther: typeof after === 'string' };
}

export const pageArguments = (arg: ArgumentBuilder) => ({
  first: arg.int({
    required: true,
    defaultValue: 20,
    description: `How many entries, from 1 to ${LIMITS.entriesPerPage}.`,
  }),
  after: arg.string({ description: 'Where to go on: the `endCursor` of a page; the newest if omitted.' }),
});

export type ArgumentBuilder = Parameters<Parameters<Builder['queryField']>[1]>[0]['arg'];

interface Named {
  /** Of the node, in the schema. */
  readonly name: string;
  readonly node: AnyOutput;
}

export function browsedType(builder: Builder, pageInfo: PageInfoRef, { name, node }: Named) {
  const edge = builder.objectRef<Entry>(`${name}Edge`).implement({
    description: 'A place in a list, and what is there.',
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        description: 'Send it as `after` to go on behind this entry. Opaque.',
      }),
      node: t.field({ type: node, description: 'What is there.', resolve: (one) => one.node }),
    }),
  });
  return builder.objectRef<Browsed>(`${name}Connection`).implement({
    description:
      'A page, newest first. One that was looked for in vain may be short, even empty, where there is more.',
    fields: (t) => ({
      edges: t.field({
        ...{ type: [edge], extensions: isPage, description: 'The entries, each with its cursor.' },
        resolve: ({ entries }) => [...entries],
      }),
      nodes: t.field({
        ...{ type: [node], extensions: isPage, description: 'What is there alone, in the order of `edges`.' },
        resolve: ({ entries }) => entries.map((entry) => entry.node),
      }),
      pageInfo: t.field({
        ...{ type: pageInfo, description: 'Whether there is more, and where to go on.' },
        resolve: ({ entries, next, isAfterOther }) => ({
          hasNextPage: next !== undefined,
          isAfterOther,
          entries: next === undefined ? entries : [...entries, { cursor: next }],
        }),
      }),
    }),
  });
}
