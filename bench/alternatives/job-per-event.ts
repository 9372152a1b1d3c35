// The obvious way to keep a read model with BullMQ: one job per event, in order, so one at a time; each reads the
// document, folds the event with the same code as a lane does, and writes the document back. The event comes with its
// job, so that no database is asked.
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { foldDocument } from '../../src/engine/fold/fold-document.ts';
import type { DocumentState } from '../../src/engine/fold/document-state.ts';
import type { Projection } from '../../src/engine/definitions/projection.ts';
import type { RecordedEvent } from '../../src/engine/model/events.ts';
import type { JsonObject } from '../../src/engine/model/json.ts';

const QUEUE = 'events';

interface Options {
  readonly redisUrl: string;
  readonly projection: Projection;
  /** Those of the projection's own streams, in order. */
  readonly events: readonly RecordedEvent[];
  /** Values of the streams the documents show, by `name/id`. */
  readonly references: ReadonlyMap<string, JsonObject>;
  /** Events that are not measured: the first ones, while the code warms up. */
  readonly warmUp: number;
}

/** Events per second. The jobs are queued before the clock starts. */
export async function foldByJobs({
  redisUrl,
  projection,
  events,
  references,
  warmUp,
}: Options): Promise<number> {
  const redis = new Redis(redisUrl);
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const queue = new Queue<RecordedEvent>(QUEUE, { connection });
  for (let at = 0; at < events.length; at += 500) {
    const jobs = events.slice(at, at + 500).map((data) => ({ name: data.type, data }));
    await queue.addBulk(jobs.map((job) => ({ ...job, opts: { removeOnComplete: true } })));
  }
  const fold = async ({ data: event }: { readonly data: RecordedEvent }): Promise<void> => {
    const key = `document:${event.streamId}`;
    const stored = await redis.get(key);
    const before: DocumentState | null = stored === null ? null : JSON.parse(stored);
    const after = foldDocument(projection, event.streamId, {
      before,
      event,
      lookup: ({ name, id }) => references.get(`${name}/${id}`) ?? null,
    });
    await redis.set(key, JSON.stringify(after));
  };
  const worker = new Worker<RecordedEvent>(QUEUE, fold, { connection, concurrency: 1, autorun: false });
  try {
    return await throughput(worker, { jobs: events.length, warmUp });
  } finally {
    await worker.close();
    await queue.close();
    redis.disconnect();
    connection.disconnect();
  }
}

function throughput(
  worker: Worker<RecordedEvent>,
  { jobs, warmUp }: { readonly jobs: number; readonly warmUp: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    let done = 0;
    let began = 0;
    worker.on('completed', () => {
      done += 1;
      if (done === warmUp) began = performance.now();
      if (done === jobs) resolve(((jobs - warmUp) / (performance.now() - began)) * 1000);
    });
    worker.on('failed', (_job, error) => reject(error));
    worker.run().catch(reject);
  });
}
