// Listeners of lanes and of documents. A listener that throws harms nobody but itself.
import type { Logger } from '../../../model/logger.ts';
import type { DocumentNotice, LaneNotice, Unsubscribe } from '../../../model/notices.ts';

export type LaneListener = (notice: LaneNotice) => void;
export type DocumentListener = (notice: DocumentNotice, lane: LaneNotice) => void;

/** The listeners of one lane. */
export interface LaneListeners {
  isEmpty(): boolean;
  onLane(listener: LaneListener): Unsubscribe;
  onDocument(id: string, listener: DocumentListener): Unsubscribe;
  deliver(notice: LaneNotice): void;
}

export function createLaneListeners(logger: Logger): LaneListeners {
  const ofLane = new Set<{ readonly call: LaneListener }>();
  const ofDocument = new Map<string, Set<{ readonly call: DocumentListener }>>();
  const guarded = (call: () => void) => callGuarded(call, logger);

  return {
    isEmpty: () => ofLane.size === 0 && ofDocument.size === 0,
    onLane: (listener) => addTo(ofLane, { call: listener }),
    onDocument: (id, listener) => {
      const listeners = ofDocument.get(id) ?? new Set();
      ofDocument.set(id, listeners);
      const remove = addTo(listeners, { call: listener });
      return () => {
        remove();
        if (listeners.size === 0 && ofDocument.get(id) === listeners) ofDocument.delete(id);
      };
    },
    deliver: (notice) => {
      for (const { call } of ofLane) guarded(() => call(notice));
      for (const document of notice.documents) {
        for (const { call } of ofDocument.get(document.id) ?? []) guarded(() => call(document, notice));
      }
    },
  };
}

// Wrapped, because one function may listen twice and each of its subscriptions ends on its own.
export function addTo<Listener extends object>(listeners: Set<Listener>, listener: Listener): Unsubscribe {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function callGuarded(call: () => void, logger: Logger): void {
  try {
    call();
  } catch (error) {
    logger.error({ error }, 'a listener to notices failed');
  }
}
