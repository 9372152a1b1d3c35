// The store as a process sees it: looked at every second, so that a restore is noticed by processes that go on running.
import { SlipstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type { Position } from '../../model/position.ts';
import type { StoreRecord, StoreRecords } from '../../model/store.ts';
import { ownerOf } from './decide-owner.ts';
import type { OwnerState, StoreOwnership } from './store-ownership.ts';

export interface StoreWatch {
  /** Called when the incarnation was renewed: what is known of the store is of a lost future. */
  onRenewed(listener: (incarnation: string) => void): void;
  /** Position of the last event, by a look that is made now and spares the one that is due. Rejects if the database is away. */
  head(): Promise<Position>;
  /** Resolves where the keys in Redis may be written. Throws STORE_OF_ANOTHER_DATABASE and READ_MODEL_UNAVAILABLE. */
  mayWrite(): Promise<void>;
  /** The same of reading them, which goes on while it is not clear yet whether the database was replaced. */
  mayRead(): Promise<void>;
  close(): Promise<void>;
}

interface WatchOptions {
  readonly records: StoreRecords;
  readonly ownership: StoreOwnership;
  readonly databaseUrl: string;
  /** What was read of the store at the start. */
  readonly first: StoreRecord;
  /** Whether the name of the store is configured, and not that in the database. */
  readonly isNamed: boolean;
  readonly logger: Logger;
  readonly everyMs?: number | undefined;
}

const EVERY_MS = 1000;
/** By how much the next look is put off where somebody asks as often: it is made only if that ends. */
const SPARED = 1.25;

export function watchStore(options: WatchOptions): StoreWatch {
  const { ownership, everyMs = EVERY_MS } = options;
  const { look, renamed, onRenewed } = lookingAt(options);
  let looking: Promise<Position> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const lookOnce = (): Promise<Position> => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  /** A server that is away is told of by those who need it. */
  const lookQuietly = (): Promise<unknown> => lookOnce().catch(() => {});
  const again = (ms: number): void => {
    clearTimeout(timer);
    if (isClosed) return;
    timer = setTimeout(() => void lookQuietly().then(() => again(everyMs)), ms);
    timer.unref();
  };
  again(everyMs);

  const check = async (isHarmless: (state: OwnerState) => boolean): Promise<void> => {
    if (ownership.state() === 'unknown') await lookQuietly();
    const fault = renamed() ?? (isHarmless(ownership.state()) ? undefined : (ownership.fault() ?? silent()));
    if (fault !== undefined) throw fault;
  };
  return {
    onRenewed,
    head: () => lookOnce().finally(() => again(everyMs * SPARED)),
    mayWrite: () => check((state) => state === 'ours'),
    mayRead: () => check((state) => state === 'ours' || state === 'wait'),
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await looking?.catch(() => {});
    },
  };
}

const silent = (): SlipstreamError =>
  new SlipstreamError('READ_MODEL_UNAVAILABLE', 'The read model does not answer.');

/** One look after the other, each compared with the one before. */
function lookingAt({ records, ownership, databaseUrl, isNamed, logger, first }: WatchOptions) {
  const listeners: ((incarnation: string) => void)[] = [];
  let last = first;
  let renamed: SlipstreamError | undefined;

  const compare = (record: StoreRecord): void => {
    const isRenewed = record.incarnation !== last.incarnation;
    if (!isRenewed && !record.stands) reportLost(logger, last, record);
    if (record.name !== first.name && !isNamed && renamed === undefined) {
      renamed = otherName(first.name, record.name);
      logger.error({ code: renamed.code }, renamed.message);
    }
    last = record;
    if (!isRenewed) return;
    logger.warn({ code: 'STORE_RENEWED' }, 'The store was restored: what was known of it is forgotten.');
    for (const listener of listeners) listener(record.incarnation);
  };
  return {
    /** Rejects if the database is away; a Redis that is leaves the state as it was. */
    look: async (): Promise<Position> => {
      const record = await records.read(last.head);
      compare(record);
      await ownership.look(ownerOf(databaseUrl, record.database)).catch(() => {});
      return record.head.position;
    },
    renamed: () => renamed,
    onRenewed: (listener: (incarnation: string) => void) => void listeners.push(listener),
  };
}

function reportLost(logger: Logger, { head: seen }: StoreRecord, { head }: StoreRecord): void {
  logger.error(
    { code: 'STORE_RESTORED', seen, head },
    'The event that was seen last is not in the store any more: it was restored to an earlier time. ' +
      'Run `npm run cli -- restored`, so that tokens and subscriptions of what was lost are told so.',
  );
}

function otherName(before: string, now: string): SlipstreamError {
  return new SlipstreamError(
    'STORE_RENAMED',
    `The store is called ${now} now, and no longer ${before}: start this process again.`,
  );
}
