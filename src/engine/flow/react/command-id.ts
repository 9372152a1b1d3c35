// The ids of a reaction's commands: the same event is always answered with the same ids, whoever answers it and whenever.
import { createHash } from 'node:crypto';

/** A UUID of version 8 (RFC 9562) from the SHA-256 of what the command is. @param index of the command in the answer. */
export function commandIdOf(reaction: string, eventId: string, index: number): string {
  const hash = createHash('sha256').update(`${reaction} ${eventId} ${index}`).digest('hex');
  const variant = ((parseInt(hash.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
