// Services whose reads are spans in the trace of the request that asks them.
import type { Services } from '../../graphql/context.ts';
import type { Traces } from '../../observability/traces.ts';
import { inSpan } from './in-span.ts';

interface OfReadModel {
  readonly readModel: string;
}

export function tracedReads(services: Services, traces: Traces): Services {
  const { reads, lists, rankings, searches } = services;
  return {
    ...services,
    inTrace: (parent) => {
      const traced =
        <Request extends OfReadModel, Result>(shape: string, read: (request: Request) => Promise<Result>) =>
        (request: Request): Promise<Result> => {
          const { readModel } = request;
          const facts = { 'slipstream.read_model': readModel, 'slipstream.shape': shape };
          const span = traces.begin(`read ${readModel}`, { parent, inRequest: true, facts });
          return inSpan(span, () => read(request));
        };
      return {
        ...services,
        reads: {
          read: traced('document', (request) => reads.read(request)),
          readAll: traced('documents', (request) => reads.readAll(request)),
        },
        lists: { page: traced('list', (request) => lists.page(request)) },
        rankings: { top: traced('ranking', (request) => rankings.top(request)) },
        searches: { search: traced('search', (request) => searches.search(request)) },
      };
    },
  };
}
