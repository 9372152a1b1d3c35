// Documents whose absence is compared with the store: a key that Redis has lost looks like a document that never was. What
// was lost is told to the workers, who fold it anew, and is answered like a read model that is being filled.
import type { Projection } from '../../../definitions/projection.ts';
import type { DocumentKey, DocumentRead, DocumentReader } from '../../../model/documents.ts';
import type { EventReader } from '../../../model/event-store.ts';
import type { Logger } from '../../../model/logger.ts';
import { comparePositions, type Position } from '../../../model/position.ts';
import { streamName, type StreamName } from '../../../model/stream.ts';
import { withinTime } from '../../../async/within-time.ts';
import { createStreamLooks, type StreamLooks } from './stream-looks.ts';

interface Options {
  readonly documents: DocumentReader;
  readonly events: EventReader;
  readonly projections: readonly Projection[];
  readonly logger: Logger;
}

/** How many absences are remembered; each holds until its lane has come further. */
const MOST_REMEMBERED = 10_000;
/** How long a read waits for the store, in milliseconds. */
const LOOK_WITHIN_MS = 500;
const REPORT_EVERY_MS = 1000;

const LOST = { state: 'missing', checkpoint: '0', incarnation: '', document: null } as const;

export function createProvenReader({ documents, events, projections, logger }: Options): DocumentReader {
  const looks = createStreamLooks(events);
  const absences = new Map<string, Position>();
  const streamOf = streamsOf(projections);
  const report = reporter(logger);

  const prove = async (key: DocumentKey, read: DocumentRead, stream: StreamName): Promise<DocumentRead> => {
    const absentAt = absences.get(nameOf(key));
    if (absentAt !== undefined && comparePositions(read.checkpoint, absentAt) <= 0) return read;
    const look = await inspect(looks, stream, 0);
    if (look === undefined) return { ...read, isUnproven: true };
    if (look.next !== undefined && comparePositions(look.next, read.checkpoint) <= 0) {
      report(key);
      documents.reportLost?.([key]);
      return LOST;
    }
    if (look.next === undefined) remember(absences, nameOf(key), look.head);
    return read;
  };

  return {
    ...(documents.reportLost && { reportLost: documents.reportLost }),
    asIfAbsent: (key, read) =>
      asIfAbsent(read, read.state === 'live' ? streamOf(key) : undefined, { looks, absences }),
    read: async (keys) => {
      const reads = await documents.read(keys);
      const isGap = (read: DocumentRead): boolean => read.state === 'live' && read.document === null;
      if (!reads.some(isGap)) return reads;
      return Promise.all(
        reads.map((read, index) => {
          const key = keys[index];
          const stream = key && isGap(read) ? streamOf(key) : undefined;
          return key && stream !== undefined ? prove(key, read, stream) : Promise.resolve(read);
        }),
      );
    },
    isOutdated: async (key, read) => {
      const stream = streamOf(key);
      if (stream === undefined || read.state !== 'live') return false;
      const look = await inspect(looks, stream, read.document?.version ?? 0);
      if (read.isKeptBack) return false;
      if (look?.next === undefined || comparePositions(look.next, read.checkpoint) > 0) return false;
      report(key);
      documents.reportLost?.([key]);
      return true;
    },
  };
}

interface Known {
  readonly looks: StreamLooks;
  readonly absences: Map<string, Position>;
}

/** Looked for and remembered like what is not there, under a name of its own: others may read it. */
async function asIfAbsent(
  read: DocumentRead,
  stream: StreamName | undefined,
  { looks, absences }: Known,
): Promise<DocumentRead> {
  const absent = { ...read, document: null, isKeptBack: true } as const;
  if (stream === undefined) return absent;
  const name = `${stream} kept back`;
  const absentAt = absences.get(name);
  if (absentAt !== undefined && comparePositions(read.checkpoint, absentAt) <= 0) return absent;
  const look = await inspect(looks, stream, 0);
  if (look === undefined) return { ...absent, isUnproven: true };
  remember(absences, name, look.head);
  return absent;
}

/** Of the documents that belong to streams and are kept in Redis: rows of Postgres are not lost one by one. */
function streamsOf(projections: readonly Projection[]): (key: DocumentKey) => StreamName | undefined {
  const owners = new Map(
    projections.map(({ name, owner, store }) => [name, store === 'redis' ? owner : undefined]),
  );
  return ({ projection, id }) => {
    const owner = owners.get(projection);
    return owner === undefined ? undefined : streamName(owner, id);
  };
}

/** Nothing if the store does not answer in the time of a read. */
async function inspect(looks: StreamLooks, stream: StreamName, after: number) {
  try {
    const late = () => new Error('The store does not answer in time.');
    return await withinTime(looks.after(stream, after), LOOK_WITHIN_MS, late);
  } catch {
    return undefined;
  }
}

const nameOf = ({ projection, id }: DocumentKey): string => `${projection}/${id}`;

function remember(absences: Map<string, Position>, name: string, head: Position): void {
  absences.set(name, head);
  if (absences.size <= MOST_REMEMBERED) return;
  const [oldest] = absences.keys();
  if (oldest !== undefined) absences.delete(oldest);
}

/** Counted, and one line a second at most. */
function reporter(logger: Logger): (key: DocumentKey) => void {
  let lost = 0;
  let reportedAt = -Infinity;
  return ({ projection, id }) => {
    lost += 1;
    if (performance.now() - reportedAt < REPORT_EVERY_MS) return;
    reportedAt = performance.now();
    logger.warn(
      { code: 'DOCUMENT_LOST', readModel: projection, id, lost },
      'A document is missing or too old although its lane has passed its events: it is folded anew.',
    );
  };
}
