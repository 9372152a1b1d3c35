// The store as a process sees it: looked at every second, so that a restore is noticed by processes that go on running.
import { SlipstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import { ownerOf } from '../../model/store-owner.ts';
import type { StoreRecord, StoreRecords } from '../../model/store.ts';
import type { OwnerState, StoreOwnership } from './store-ownership.ts';

export interface StoreWatch {
  /** Called when the incarnation was renewed: what is known of the store is of a lost future. */
  onRenewed(listener: (incarnation: string) => void): void;
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

export function watchStore(options: WatchOptions): StoreWatch {
  const { ownership, everyMs = EVERY_MS } = options;
  const { look, renamed, onRenewed } = lookingAt(options);
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  /** A server that is away is told of by those who need it. */
  const lookOnce = (): Promise<void> => {
    looking ??= look()
      .catch(() => {})
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };
  const begin = (): void => {
    timer = setTimeout(() => void lookOnce().then(() => !isClosed && begin()), everyMs);
    timer.unref();
  };
  begin();

  const check = async (isHarmless: (state: OwnerState) => boolean): Promise<void> => {
    if (ownership.state() === 'unknown') await lookOnce();
    const fault = renamed() ?? (isHarmless(ownership.state()) ? undefined : (ownership.fault() ?? silent()));
    if (fault !== undefined) throw fault;
  };
  return {
    onRenewed,
    mayWrite: () => check((state) => state === 'ours'),
    mayRead: () => check((state) => state === 'ours' || state === 'wait'),
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await looking;
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
    if (!isRenewed && !record.stands) tellLost(logger, last, record);
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
    look: async (): Promise<void> => {
      const record = await records.read(last.head);
      compare(record);
      await ownership.look(ownerOf(databaseUrl, record.database));
    },
    renamed: () => renamed,
    onRenewed: (listener: (incarnation: string) => void) => void listeners.push(listener),
  };
}

function tellLost(logger: Logger, { head: seen }: StoreRecord, { head }: StoreRecord): void {
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
