// Services of an API with the time that each read takes; reads of one document count theirs by themselves.
import type { Services } from '../../graphql/context.ts';
import type { ReadMeter } from '../../model/meters.ts';

export function measuredServices(services: Services, { took }: ReadMeter): Services {
  const timed =
    <Request extends { readonly readModel: string }, Result>(read: (request: Request) => Promise<Result>) =>
    async (request: Request): Promise<Result> => {
      const began = performance.now();
      try {
        return await read(request);
      } finally {
        took(request.readModel, performance.now() - began);
      }
    };
  const { reads, lists, rankings, searches } = services;
  return {
    ...services,
    reads: { ...reads, readAll: timed((request) => reads.readAll(request)) },
    lists: { ...lists, page: timed((request) => lists.page(request)) },
    rankings: { ...rankings, top: timed((request) => rankings.top(request)) },
    searches: { ...searches, search: timed((request) => searches.search(request)) },
  };
}
