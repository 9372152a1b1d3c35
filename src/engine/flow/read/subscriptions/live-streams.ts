// Common rules of all kinds of subscriptions: how long one waits to begin, and that it is over when another store takes
// the place of the one whose positions it tells.
import { SlipstreamError } from '../../../model/errors.ts';
import { tokenOfAnotherStore } from '../queries/check-token.ts';
import type { StoreIdentity } from '../queries/store-identity.ts';
import type { PulledStream } from '../../../async/pulled-stream.ts';

/** How long a subscription waits for the acknowledgement that notices arrive, in milliseconds. */
export const READY_WITHIN_MS = 500;

export function closing(): SlipstreamError {
  return new SlipstreamError('READ_MODEL_UNAVAILABLE', 'The server is shutting down.');
}

export interface StoreOfStream {
  /** All positions are in this store: when another takes its place, the subscription is over. */
  readonly incarnation: string;
  readonly store: StoreIdentity;
}

/** Whether what says so is of the stream's store; if that store was replaced, the stream fails. */
export function isOfStore<Update>(
  incarnation: string,
  of: StoreOfStream,
  updates: Pick<PulledStream<Update>, 'fail'>,
): boolean {
  if (incarnation === of.incarnation) return true;
  void failIfReplacedBy(incarnation, of.store, updates);
  return false;
}

async function failIfReplacedBy<Update>(
  incarnation: string,
  store: StoreIdentity,
  updates: Pick<PulledStream<Update>, 'fail'>,
): Promise<void> {
  const replaced = await store.isOurs(incarnation).catch(() => false);
  if (replaced) updates.fail(tokenOfAnotherStore());
}
