// Yoga plugins with the rules of every GraphQL request: graphql-js executes, errors leave by the one table, documents are
// limited, bodies are JSON, and JSON responses carry the highest token of the request.
import { GraphQLError, type ExecutionArgs } from 'graphql';
import { isAsyncIterable, type GraphQLParams, type Plugin } from 'graphql-yoga';
import type { DocumentReader } from '../admission/document-reader.ts';
import { withCost } from '../callers/shown-cost.ts';
import type { RequestContext } from '../context.ts';
import { executeOperation } from '../execute-operation.ts';
import { reportErrors } from '../report-errors.ts';
import { subscribeOperation } from '../subscribe-operation.ts';
import { endWithToken, tokenExpired } from './end-with-token.ts';
import { UNBUFFERED } from './event-stream.ts';
import { TOKEN_HEADER } from '../open-request.ts';
import { checkParameters, readJson } from './read-body.ts';
import type { TrustedDocuments } from '../trusted/trusted-documents.ts';

export function requestPlugins({
  reader,
  trusted,
}: RequestOptions): readonly Plugin<RequestContext, RequestContext>[] {
  return [
    enginePlugin,
    trustedPlugin(trusted),
    admissionPlugin(reader),
    {
      onRequestParse: ({ request, url, setRequestParser }) => {
        refuseOtherBodies(request);
        refuseOtherParameters(url);
        if (request.method === 'POST') setRequestParser(readJson);
        else checkParameters(request.url);
      },
    },
    {
      onParams: ({ params: { extensions }, context: { session, allowance } }) => {
        session.receive(extensions);
        allowance.receive(extensions);
      },
    },
    reportingPlugin,
    tokenPlugin,
    streamPlugin,
  ];
}

export interface RequestOptions {
  readonly reader: DocumentReader;
  readonly trusted: TrustedDocuments;
}

/** A browser sends JSON to another origin only after a preflight; forms and plain text it sends at once. */
function refuseOtherBodies({ method, headers }: Pick<Request, 'method' | 'headers'>): void {
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (method !== 'POST' || type === 'application/json') return;
  throw new GraphQLError('The body must be JSON: send it with content-type application/json.', {
    extensions: { code: 'UNSUPPORTED_MEDIA_TYPE', http: { status: 415 } },
  });
}

/** Yoga takes them for JSON, and what is none for a fault of its own. */
function refuseOtherParameters({ searchParams }: URL): void {
  for (const name of ['variables', 'extensions']) {
    const text = searchParams.get(name);
    if (!text || isJson(text)) continue;
    throw new GraphQLError(`The parameter ${name} must be JSON.`, {
      extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
    });
  }
}

/** Whichever way a document was named, from here on its text is there. */
const trustedPlugin = ({ textOf }: TrustedDocuments): Plugin<RequestContext, RequestContext> => ({
  onParams: async ({ params, request, setParams }) => {
    const { documentId, ...sent }: GraphQLParams & InAddress = { ...params, ...inAddress(request) };
    const text = await textOf({ ...sent, documentId });
    if (text instanceof GraphQLError) throw text;
    if (text !== undefined) setParams({ ...sent, query: text });
  },
});

interface InAddress {
  readonly documentId?: unknown;
}

/** Yoga takes nothing from there but what it knows. */
function inAddress({ method, url }: Pick<Request, 'method' | 'url'>): InAddress {
  if (method !== 'GET') return {};
  return { documentId: new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('documentId') };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const admissionPlugin = ({
  turn,
  read,
  validate,
}: DocumentReader): Plugin<RequestContext, RequestContext> => ({
  onParams: ({ params: { query } }) => (query ? turn(query) : undefined),
  onParse: ({ setParseFn, context: { params, allowance } }) =>
    setParseFn((query: string) => read({ ...params, query }, allowance.spend)),
  onValidate: ({ setValidationFn, context: { caller } }) =>
    setValidationFn((_schema, document) => validate(document, caller)),
});

const enginePlugin: Plugin<RequestContext, RequestContext> = {
  onExecute: ({ setExecuteFn }) => setExecuteFn(executeOperation),
  onSubscribe: ({ setSubscribeFn, args: { contextValue } }) =>
    setSubscribeFn(async (args: ExecutionArgs) => {
      const results = await subscribeOperation(args);
      if (!(Symbol.asyncIterator in results)) return results;
      return endWithToken(results, contextValue.caller, () => ({ errors: [tokenExpired()] }));
    }),
};

const reportingPlugin: Plugin<RequestContext, RequestContext> = {
  onResultProcess: ({ result, setResult, serverContext }) => {
    if (isAsyncIterable(result) || Array.isArray(result)) return;
    setResult(withCost(reportErrors(result, serverContext), serverContext));
  },
  onSubscribe: ({ args: { contextValue } }) => ({
    onSubscribeResult: () => ({
      onNext: ({ result, setResult }) => {
        if (!isAsyncIterable(result)) setResult(reportErrors(result, contextValue));
      },
    }),
  }),
};

const tokenPlugin: Plugin<RequestContext, RequestContext> = {
  onResponse: ({ response, serverContext }) => {
    const token = serverContext.session.highest();
    if (token === undefined || !response.headers.get('content-type')?.includes('json')) return;
    response.headers.set(TOKEN_HEADER, token);
  },
};

const streamPlugin: Plugin<RequestContext, RequestContext> = {
  onResponse: ({ response: { headers } }) => {
    if (!headers.get('content-type')?.startsWith('text/event-stream')) return;
    for (const [name, value] of Object.entries(UNBUFFERED)) headers.set(name, value);
  },
};
