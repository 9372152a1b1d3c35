// One look at the read model: what is stored, and what that is worth.
import type { DocumentKey, DocumentRead, DocumentReader } from '../../../model/documents.ts';
import { SlipstreamError } from '../../../model/errors.ts';
import { isFault } from './read-faults.ts';
import { isReached, progressOf, type Requirement } from './requirement.ts';
import type { StoreIdentity } from './store-identity.ts';

export type Sight =
  | { readonly kind: 'reached' | 'behind'; readonly read: DocumentRead }
  /** Being filled: what is there is right, a gap proves nothing. Nothing if it was made from another store. */
  | { readonly kind: 'rebuilding'; readonly read: DocumentRead | undefined }
  | { readonly kind: 'unavailable'; readonly cause: unknown };

export interface Look {
  readonly documents: DocumentReader;
  readonly store: StoreIdentity;
}

export async function lookAt(key: DocumentKey, required: Requirement, look: Look): Promise<Sight> {
  try {
    const [read] = await look.documents.read([key]);
    if (read) return await judge(read, required, look.store);
  } catch (cause) {
    if (isFault(cause, 'READ_MODEL_UNAVAILABLE')) return { kind: 'unavailable', cause };
    throw cause;
  }
  throw new SlipstreamError('CORRUPT_STORE', 'A read was answered without its document.');
}

async function judge(read: DocumentRead, required: Requirement, store: StoreIdentity): Promise<Sight> {
  if (read.state === 'missing') return { kind: 'rebuilding', read };
  // A store that could not be asked since the process began is taken for the one the read model was made from.
  const isOurs = await store.isOurs(read.incarnation).catch(() => true);
  if (!isOurs) return { kind: 'rebuilding', read: undefined };
  if (read.state === 'filling') return { kind: 'rebuilding', read };
  return { kind: isReached(required, progressOf(read)) ? 'reached' : 'behind', read };
}
