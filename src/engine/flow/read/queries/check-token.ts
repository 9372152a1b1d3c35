// The check of a client's consistency token: of our making and of this store, or a typed refusal.
import { SlipstreamError } from '../../../model/errors.ts';
import type { Position } from '../../../model/position.ts';
import { decodeToken } from '../../../model/token.ts';
import type { StoreIdentity } from './store-identity.ts';

/** Throws INVALID_TOKEN or TOKEN_OF_ANOTHER_STORE. */
export async function positionOfToken(token: string, store: StoreIdentity): Promise<Position> {
  const content = decodeToken(token);
  if (content === undefined) {
    throw new SlipstreamError('INVALID_TOKEN', 'This is not a consistency token.');
  }
  if (!(await store.isOurs(content.incarnation))) throw tokenOfAnotherStore();
  return content.position;
}

export function tokenOfAnotherStore(): SlipstreamError {
  return new SlipstreamError(
    'TOKEN_OF_ANOTHER_STORE',
    'The token is of another store, or of this one before it was restored. Read again without it.',
  );
}
