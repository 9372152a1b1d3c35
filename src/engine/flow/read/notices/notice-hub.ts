// The notices of all lanes in one process, over one connection: whoever waits or subscribes listens here. A message
// that nobody listens to is not even parsed.
import type { Lane } from '../../../model/lane.ts';
import type { Logger } from '../../../model/logger.ts';
import type { NoticeSource } from '../../../model/notices.ts';
import type { StoreKeys } from '../../../model/store-keys.ts';
import { decodeNotice } from '../../../model/notice-text.ts';
import { createListenerRegistry } from './listener-registry.ts';
import { callGuarded } from './listeners.ts';
import { createResyncClock } from './resync-clock.ts';
import { createSubscriberConnection } from './subscriber-connection.ts';

export interface NoticeHub extends NoticeSource {
  /** Resolves if notices arrive: the connection is subscribed and has just answered. Rejects with READ_MODEL_UNAVAILABLE. */
  readonly check: () => Promise<void>;
  close(): void;
}

/** How long a connection that has just been found silent may take to be made again, in milliseconds. */
const CHECK_MS = 500;

export interface NoticeHubOptions {
  /** Of the Redis that holds the documents. The hub makes a connection of its own and closes it. */
  readonly url: string;
  readonly keys: StoreKeys;
  /** Every lane of every projection. */
  readonly lanes: readonly Lane[];
  readonly logger: Logger;
  /** Told of every message, also where nobody listens. */
  readonly onHeard?: (channel: string, text: string) => void;
  /** Shortest and longest time between two comparisons, in milliseconds. */
  readonly resyncBetween?: readonly [number, number];
}

export function createNoticeHub(options: NoticeHubOptions): NoticeHub {
  const { url, logger } = options;
  const registry = createListenerRegistry(options.lanes, logger, options.keys.notices);
  const clock = createResyncClock({
    between: options.resyncBetween ?? [10_000, 15_000],
    onTick: () => void connection.checkPulse(),
    logger,
  });
  const connection = createSubscriberConnection({
    url,
    channels: registry.channels,
    onMessage: (channel, text) => callGuarded(() => hear(channel, text), logger),
    onSubscribed: clock.resync,
    logger,
  });

  function hear(channel: string, text: string): void {
    options.onHeard?.(channel, text);
    const listeners = registry.hearing(channel);
    if (listeners === undefined || listeners.isEmpty()) return;
    const notice = decodeNotice(text);
    if (notice === undefined) {
      logger.warn({ channel }, 'a message that is no notice was ignored');
      return;
    }
    listeners.deliver(notice);
    if (notice.switched) clock.resync();
  }

  return {
    ready: connection.ready,
    onLane: (lane, listener) => registry.ofLane(lane).onLane(listener),
    onDocument: (projection, id, listener) => registry.ofDocument(projection, id).onDocument(id, listener),
    onResync: clock.onResync,
    check: async () => {
      await connection.checkPulse();
      await connection.ready(CHECK_MS);
    },
    close: () => {
      clock.close();
      connection.close();
    },
  };
}
