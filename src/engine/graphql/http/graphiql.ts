// GraphiQL for a browser: one page that loads nothing from elsewhere, with tabs that are ready to run.
import type { GraphiQLOptions, YogaServerOptions } from 'graphql-yoga';

export interface GraphiqlTab {
  readonly query: string;
  /** JSON texts. */
  readonly variables?: string;
  readonly headers?: string;
}

export interface GraphiqlOptions {
  readonly title: string;
  /** Shown at the first visit; later the browser's own. */
  readonly tabs: readonly GraphiqlTab[];
}

type YogaOptions = Required<Pick<YogaServerOptions<object, object>, 'graphiql' | 'renderGraphiQL'>>;

export function graphiqlPage(options: GraphiqlOptions | undefined): YogaOptions {
  if (!options) return { graphiql: false, renderGraphiQL: () => '' };
  let page: Promise<string> | undefined;
  return {
    graphiql: { title: options.title, defaultTabs: options.tabs.map((tab) => ({ ...tab })) },
    renderGraphiQL: (given) => {
      page ??= render(given);
      return page;
    },
  };
}

/** The page is nine megabytes of script, so it is loaded when somebody wants to see it. */
async function render(options: GraphiQLOptions): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL(options);
}
