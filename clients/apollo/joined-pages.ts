// The field policy of a list that comes in pages.
import type { FieldPolicy } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

type RelayMerge = Exclude<ReturnType<typeof relayStylePagination>['merge'], boolean | undefined>;

/** What is kept of a list. */
type Pages = NonNullable<Parameters<RelayMerge>[0]> & {
  readonly nodes?: readonly unknown[];
  /** How many nodes there are up to the end of each page, so that the next one is put behind it. */
  readonly ends?: Readonly<Record<string, number>>;
};
type Page = NonNullable<Parameters<RelayMerge>[1]> & { readonly nodes?: readonly unknown[] };

/** Pages joined into one list, in `edges` and in `nodes`, whichever are asked for. */
export function joinedPages(keyArgs: readonly string[] | false): FieldPolicy<Pages | null, Page | null> {
  const { read, merge } = relayStylePagination(keyArgs);
  return {
    keyArgs,
    read(existing, options) {
      const list: Page | null | undefined =
        existing && typeof read === 'function' ? read(existing, options) : existing;
      if (!list || list.edges?.length || !list.nodes?.length) return list;
      const { edges: _notAskedForYet, ...others } = list;
      return others;
    },
    merge(existing, incoming, options) {
      if (!incoming || typeof merge !== 'function') return null;
      const merged = merge(existing ?? undefined, incoming, options);
      if (!merged || !incoming.nodes) return merged;
      const { nodes = [], ends = {} } = existing ?? {};
      const after: unknown = options.args?.['after'];
      const before = typeof after === 'string' && after ? nodes.slice(0, ends[after] ?? 0) : [];
      const all = [...before, ...incoming.nodes];
      const end = incoming.pageInfo?.endCursor;
      return { ...merged, nodes: all, ends: end ? { ...ends, [end]: all.length } : ends };
    },
  };
}
