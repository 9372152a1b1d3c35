// Tails of streams that many commands ask for at the same time, read in one statement.
import { SlipstreamError } from '../../../model/errors.ts';
import type { EventReader, StreamTail, StreamTails } from '../../../model/event-store.ts';
import { createBatcher } from '../../../async/batcher.ts';

const TAILS_PER_READ = 1_000;
/** A long stream that is read whole must not hold up the short tails of all others. */
const READS_IN_FLIGHT = 3;

export type ReadTails = (tails: readonly StreamTail[]) => Promise<StreamTails>;

export function createTailReader(reader: Pick<EventReader, 'readStreams'>): ReadTails {
  return createBatcher<readonly StreamTail[], StreamTails>({
    run: (requests) => readTogether(reader, requests),
    take: (waiting) => {
      let tails = 0;
      const fits = (request: readonly StreamTail[]): boolean => (tails += request.length) <= TAILS_PER_READ;
      const end = waiting.findIndex((request, index) => !fits(request) && index > 0);
      return end < 0 ? waiting : waiting.slice(0, end);
    },
    maxInFlight: READS_IN_FLIGHT,
    // An event that today's code cannot read concerns only those who asked for its stream.
    isolates: (error) => !(error instanceof SlipstreamError && error.code === 'STORE_UNAVAILABLE'),
  });
}

async function readTogether(
  reader: Pick<EventReader, 'readStreams'>,
  requests: readonly (readonly StreamTail[])[],
): Promise<readonly StreamTails[]> {
  const places = new Map<string, number>();
  const distinct: StreamTail[] = [];
  const placeOf = (tail: StreamTail): number => {
    const key = `${tail.stream} ${tail.after} ${tail.afterId ?? ''}`;
    const place = places.get(key) ?? distinct.push(tail) - 1;
    places.set(key, place);
    return place;
  };
  const placed = requests.map((request) => request.map(placeOf));
  const { streams, ...moment } = await reader.readStreams(distinct);
  return placed.map((request) => ({ ...moment, streams: request.map((place) => streams[place] ?? []) }));
}
