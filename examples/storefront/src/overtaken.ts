// Writes that a later one has overtaken, and when the read model had them. A client drops the update that tells of such
// a write, because the page has shown something newer by then; so the read model itself is asked.
import { useEffect } from 'react';
import { readAtVersion } from './rungs.ts';
import type { Update } from './shop.ts';
import { confirmedVersion, readableAfter, type Write } from './writes.ts';

/** Asks for one write at a time: a browser opens only few connections. */
export function useOvertaken(writes: readonly Write[], pushed: (update: Update) => void): void {
  const overtaken = findOvertaken(writes);
  const orderId = overtaken?.command.orderId;
  const version = overtaken && confirmedVersion(overtaken);
  useEffect(() => {
    if (orderId === undefined || version === undefined) return;
    void readAtVersion({ orderId, version, token: undefined }).then((reading) => {
      if (reading.version === undefined) return;
      pushed({ readModel: 'ORDER', id: orderId, version: reading.version, orderCount: undefined });
    });
  }, [orderId, version, pushed]);
}

/** The oldest that is not known to be readable while a later one of the same order is confirmed. */
function findOvertaken(writes: readonly Write[]): Write | undefined {
  return writes.findLast((write) => {
    const confirmed = confirmedVersion(write);
    if (confirmed === undefined || readableAfter(write) !== undefined) return false;
    const isLater = (other: Write): boolean =>
      other.command.orderId === write.command.orderId && (confirmedVersion(other) ?? 0) > confirmed;
    return writes.some(isLater);
  });
}
