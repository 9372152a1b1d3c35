// The places in a schema that show a read model, asked of its own declaration of what is shown.
import { liveName } from '../engine/shapes/ranking/declare.ts';
import type { Module } from '../engine/index.ts';

type Projection = Module['projections'][number];

interface Shown {
  readonly queries: readonly string[];
  readonly subscriptions: readonly string[];
  /** Mutations whose payload holds the document. */
  readonly payloadsOf: readonly string[];
}

export function shownBy(module: Module, projection: Projection): Shown {
  const queries: string[] = [];
  const subscriptions: string[] = [];
  const payloadsOf: string[] = [];
  module.graphql({
    mutations: ({ specs }, { shows }) => {
      if (shows === projection) payloadsOf.push(...Object.keys(specs));
    },
    document: (shown, options = { by: 'id' }) => {
      const lists = 'lists' in options ? Object.values(options.lists ?? {}) : [];
      if (shown === projection || lists.includes(projection)) queries.push(shown.name);
    },
    lists: (shown) => {
      if (shown === projection) queries.push(...shown.lists.map(({ name }) => name));
    },
    rankings: (shown, { live = false }) => {
      if (shown !== projection) return;
      queries.push(...shown.rankings.map(({ name }) => name));
      if (live) subscriptions.push(...shown.rankings.map(liveName));
    },
    search: (shown) => {
      if (shown === projection && shown.search) queries.push(shown.search.name);
    },
    query: (query) => {
      if (query.over === projection) queries.push(query.name);
    },
    subscription: (name, shown) => {
      if (shown === projection) subscriptions.push(name);
    },
  });
  return { queries, subscriptions, payloadsOf };
}
