// GraphiQL for a browser: one page that loads nothing from elsewhere, with tabs that are ready to run.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphiQLOptions } from 'graphql-yoga';

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

/** Where callers have to show who they are, there is a place to type it. */
const TOKEN = '{\n  "authorization": "Bearer PUT-YOUR-TOKEN-HERE"\n}';

/** Neither shown in a frame of another page, where clicks could be led, nor kept. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export interface GraphiqlPage {
  /** A browser that wants to see a page. Nothing is executed for it, so nobody has to show who it is. */
  isAskedFor(request: IncomingMessage): boolean;
  answer(response: ServerResponse): Promise<void>;
}

export function graphiqlPage(
  options: GraphiqlOptions | undefined,
  { needsToken }: { readonly needsToken: boolean },
): GraphiqlPage | undefined {
  if (!options) return undefined;
  const { title, tabs } = options;
  const defaultTabs = tabs.map((tab) => ({ ...(needsToken ? { headers: TOKEN } : {}), ...tab }));
  let page: Promise<string> | undefined;
  return {
    isAskedFor: ({ method, headers: { accept = '' } }) => method === 'GET' && accept.includes('text/html'),
    answer: async (response) => {
      page ??= render({
        ...{ title, defaultTabs },
        ...(needsToken ? { defaultEditorToolsVisibility: 'headers' as const, defaultHeaders: TOKEN } : {}),
      });
      response.writeHead(200, HEADERS).end(await page);
    },
  };
}

/** The page is nine megabytes of script, so it is loaded when somebody wants to see it. */
async function render(options: GraphiQLOptions): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL(options);
}
