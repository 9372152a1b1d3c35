// The order of consistency tokens. They are opaque to applications; the only thing done with them here is to keep the
// latest.

/** The later one of two tokens; the newer one where they can't be compared: another store has taken the place. */
export function laterToken(known: string | undefined, token: string): string {
  const [, store, position = 0] = contentOf(known);
  const [, otherStore, otherPosition = 0] = contentOf(token);
  return known && store === otherStore && BigInt(position) > BigInt(otherPosition) ? known : token;
}

// Of base64url, but what is in a token needs none of the letters in which that differs from base64. What follows the
// position is a signature.
function contentOf(token = ''): readonly string[] {
  try {
    return /^([^@]+)@(\d+)(?:@|$)/.exec(atob(token)) ?? [];
  } catch {
    return [];
  }
}
