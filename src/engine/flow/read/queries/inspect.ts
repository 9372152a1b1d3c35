// One look at the read model: what is stored, and what that is worth.
import type { DocumentRead } from '../../../model/documents.ts';
import type { Parked } from '../../../model/parked.ts';
import { isFault } from './read-faults.ts';
import { isReached, progressOf, type LaneRead, type Requirement } from './requirement.ts';
import type { StoreIdentity } from './store-identity.ts';

export type ReadStatus<Read extends LaneRead = DocumentRead> =
  | { readonly kind: 'reached' | 'behind'; readonly read: Read }
  /** Being filled: what is there is right, a gap proves nothing. Nothing if it was made from another store. */
  | { readonly kind: 'rebuilding'; readonly read: Read | undefined }
  | { readonly kind: 'unavailable'; readonly cause: unknown };

export interface Look<Read extends LaneRead> {
  readonly read: () => Promise<Read>;
  readonly store: StoreIdentity;
}

export async function inspect<Read extends LaneRead>(
  required: Requirement,
  { read, store }: Look<Read>,
): Promise<ReadStatus<Read>> {
  try {
    return await judge(await read(), required, store);
  } catch (cause) {
    if (isFault(cause, 'READ_MODEL_UNAVAILABLE')) return { kind: 'unavailable', cause };
    throw cause;
  }
}

async function judge<Read extends LaneRead>(
  read: Read,
  required: Requirement,
  store: StoreIdentity,
): Promise<ReadStatus<Read>> {
  if (read.state === 'missing') return { kind: 'rebuilding', read };
  // A store that could not be asked since the process began is taken for the one the read model was made from.
  const isOurs = await store.isOurs(read.incarnation).catch(() => true);
  if (!isOurs) return { kind: 'rebuilding', read: undefined };
  if (read.state === 'filling') return { kind: 'rebuilding', read };
  return { kind: isReached(required, progressOf(read)) ? 'reached' : 'behind', read };
}

/** Why the document follows its events no more, where that is known for sure. */
export function parkedIn(status: ReadStatus<LaneRead>): Parked | undefined {
  const isKnown = status.kind === 'reached' || status.kind === 'behind';
  return isKnown ? status.read.document?.parked : undefined;
}
