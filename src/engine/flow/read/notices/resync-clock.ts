// Clock of resyncs. Pub/sub loses messages without an error, so a comparison is due after every reconnect and now and
// then; the clock runs only while somebody listens.
import type { Logger } from '../../../model/logger.ts';
import type { Unsubscribe } from '../../../model/notices.ts';
import { addTo, callGuarded } from './listeners.ts';

export interface ResyncClock {
  readonly onResync: (listener: () => void) => Unsubscribe;
  /** Compare now. */
  readonly resync: () => void;
  readonly close: () => void;
}

/** @param between shortest and longest time between two ticks, in milliseconds; drawn anew, so processes drift apart. */
export function createResyncClock(options: {
  readonly between: readonly [number, number];
  readonly onTick: () => void;
  readonly logger: Logger;
}): ResyncClock {
  const listeners = new Set<{ readonly call: () => void }>();
  let timer: NodeJS.Timeout | undefined;

  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const start = () => {
    const [shortest, longest] = options.between;
    timer = setTimeout(
      () => {
        start();
        options.onTick();
        resync();
      },
      shortest + Math.random() * (longest - shortest),
    );
    timer.unref();
  };
  const resync = () => {
    for (const { call } of listeners) callGuarded(call, options.logger);
  };

  return {
    onResync: (listener) => {
      const remove = addTo(listeners, { call: listener });
      if (timer === undefined) start();
      return () => {
        remove();
        if (listeners.size === 0) stop();
      };
    },
    resync,
    close: () => {
      listeners.clear();
      stop();
    },
  };
}
