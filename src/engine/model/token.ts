// Consistency tokens: an opaque string of the store's incarnation and a position in it.
import { comparePositions, type Position } from './position.ts';

export interface TokenContent {
  readonly incarnation: string;
  readonly position: Position;
}

const SHAPE = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@(0|[1-9][0-9]{0,18})$/;

/** Most reads come while nothing is written: they all have the same one. */
let last: TokenContent & { readonly token: string } = { incarnation: '', position: '', token: '' };

export function encodeToken({ incarnation, position }: TokenContent): string {
  if (position === last.position && incarnation === last.incarnation) return last.token;
  const token = Buffer.from(`${incarnation}@${position}`, 'latin1').toString('base64url');
  last = { incarnation, position, token };
  return token;
}

/** Nothing where the text is not one of our tokens. Whether it is of this store is the caller's question. */
export function decodeToken(token: string): TokenContent | undefined {
  if (token.length > 128 || !/^[A-Za-z0-9_-]+$/.test(token)) return undefined;
  const [, incarnation, position] = SHAPE.exec(Buffer.from(token, 'base64url').toString('latin1')) ?? [];
  return incarnation && position && comparePositions(position, '9223372036854775807') <= 0
    ? { incarnation, position }
    : undefined;
}
