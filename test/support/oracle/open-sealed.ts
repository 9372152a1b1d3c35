// Sealed payloads as the oracle opens them: by what docs/security.md says of them, without any of the engine's code.
import { createDecipheriv, createHash } from 'node:crypto';

const DEVELOPMENT_KEY = 'slipstream development, seals nothing that matters';

export interface SubjectKeyRow {
  readonly subject: string;
  readonly wrapped: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

export interface OpenedPayload {
  readonly data: unknown;
  /** Without what is sealed; only where something is. */
  readonly erased?: unknown;
}

/** @returns what opens the payload of an event, or leaves it as it is. */
export function openSealed(rows: readonly SubjectKeyRow[]) {
  const installation = createHash('sha256').update(DEVELOPMENT_KEY).digest();
  const keys = new Map(
    rows.map(({ subject, wrapped }) => [subject, wrapped && unseal(installation, wrapped, subject)]),
  );
  return (payload: unknown, place: string): OpenedPayload => {
    const { $sealed: sealed, ...erased } = payload as Fields & {
      readonly $sealed?: { readonly of: string; readonly text: string };
    };
    if (!sealed) return { data: payload };
    const key = keys.get(sealed.of);
    if (!key) return { data: erased };
    try {
      return { data: merged(erased, JSON.parse(unseal(key, sealed.text, place).toString())), erased };
    } catch {
      // Sealed for another place, or changed: no document shows this.
      return { data: { ...erased, $unreadable: place } };
    }
  };
}

function unseal(key: Buffer, text: string, place: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
}

function merged(plain: Fields, personal: Fields): Fields {
  const members = Object.entries(personal).map(([name, value]) => {
    const there = plain[name];
    return [name, isFields(there) && isFields(value) ? merged(there, value) : value];
  });
  return { ...plain, ...Object.fromEntries(members) };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
