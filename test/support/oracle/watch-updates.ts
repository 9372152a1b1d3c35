// Subscribers who write down what they are told: versions and positions only rise, what is told can be read, and the
// last they hear is how it stands in the end.
import type {
  ProjectionUpdate,
  ReadService,
  SubscriptionService,
} from '../../../src/engine/model/services.ts';
import { eventually } from '../eventually.ts';
import { comparePositions } from '../../../src/engine/model/position.ts';

export interface UpdateWatch {
  readonly ids: readonly string[];
  readonly faults: readonly string[];
  updates(): number;
  /** What the client was told last of an order: `<position> <version>`; nothing if nothing. */
  last(id: string): string | undefined;
  /** Resolves when the stream has ended. */
  readonly over: Promise<void>;
}

interface WatchOptions {
  readonly subscriptions: SubscriptionService;
  /** Where what was told must be readable. */
  readonly reads: Pick<ReadService, 'read'>;
  readonly ids: readonly string[];
  readonly withDocuments: boolean;
}

export async function watchUpdates(options: WatchOptions): Promise<UpdateWatch> {
  const { subscriptions, ids, withDocuments } = options;
  const updates = await subscriptions.subscribe({
    documents: ids.map((id) => ({ readModel: 'order', id, sinceVersion: 0 })),
    withDocuments,
  });
  const faults: string[] = [];
  const last = new Map<string, { readonly version: number; readonly position: string }>();
  let count = 0;
  const listen = async (): Promise<void> => {
    for await (const update of updates) {
      const { id, version } = update;
      const position = positionOf(update);
      const before = last.get(id);
      if (before && (version < before.version || comparePositions(position, before.position) <= 0)) {
        faults.push(`${id} went from ${before.position} ${before.version} to ${position} ${version}`);
      }
      last.set(id, { version, position });
      count += 1;
      faults.push(...(await faultsOfNotice(update, options)));
    }
  };
  return {
    ids,
    faults,
    updates: () => count,
    last: (id) => {
      const known = last.get(id);
      return known && `${known.position} ${known.version}`;
    },
    over: listen().catch((error: unknown) => void faults.push(`the stream broke: ${String(error)}`)),
  };
}

/** What was told is there: in the update itself, or for whoever reads now. */
async function faultsOfNotice(
  update: ProjectionUpdate,
  { reads, withDocuments }: WatchOptions,
): Promise<readonly string[]> {
  const { id, version, document } = update;
  if (withDocuments) {
    const isSame = document?.version === version && document.position === positionOf(update);
    return isSame ? [] : [`${id} came with ${document?.version} under the label ${version}`];
  }
  // A busy machine may be late for a read; that it was told too early is another matter.
  const { document: read } = await eventually('a read', () =>
    reads.read({ readModel: 'order', id, ifBehind: 'ERROR', maxWaitMs: 0 }),
  );
  const isThere = read && read.version >= version && comparePositions(read.position, positionOf(update)) >= 0;
  return isThere ? [] : [`${id} was told at ${version}, but read at ${String(read?.version)}`];
}

const positionOf = ({ token }: ProjectionUpdate): string =>
  Buffer.from(token, 'base64url').toString().split('@')[1] ?? '';
