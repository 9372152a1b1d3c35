// Payloads and documents as operators may see them: as they are, with masked values, or not at all.
import { createHmac, randomBytes } from 'node:crypto';
import type { Json, JsonObject } from '../model/json.ts';
import type { PayloadsShown } from '../model/operations-records.ts';

export interface PayloadMask {
  readonly shows: PayloadsShown;
  of(value: Json): Json;
  ofObject(value: JsonObject | null): JsonObject | null;
  /** Messages of errors quote values. */
  ofMessage(message: string): string;
}

export const HIDDEN_MESSAGE = 'Messages are hidden with the payloads.';

/** The key of masks is this one's alone, so that nobody can try values until their masks are the same. */
export function payloadMask(shows: PayloadsShown): PayloadMask {
  const key = randomBytes(32);
  const mask = (value: Json): Json => {
    if (value === null) return null;
    if (Array.isArray(value)) return value.map(mask);
    if (typeof value === 'object') return maskObject(value);
    const hash = createHmac('sha256', key).update(JSON.stringify(value)).digest('hex').slice(0, 4);
    return `${typeof value === 'string' ? 'text' : typeof value}:${hash}`;
  };
  const maskObject = (value: object): JsonObject =>
    Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mask(inner)]));
  return {
    shows,
    of: (value) => (shows === 'shown' ? value : shows === 'masked' ? mask(value) : null),
    ofObject: (value) =>
      shows === 'shown' || value === null ? value : shows === 'masked' ? maskObject(value) : null,
    ofMessage: (message) => (shows === 'shown' ? message : HIDDEN_MESSAGE),
  };
}
