// Headers that keep answers from where they do not belong: caches, frames of other pages, and guesses of what they are.
// https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
import type { ServerResponse } from 'node:http';

export const SHIELD = {
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

const ENTRIES = new Map(Object.entries(SHIELD));

/** Whoever answers may say more of each. */
export function shield(response: ServerResponse): void {
  response.setHeaders(ENTRIES);
}
