// The texts of documents by their names: in memory within so many bytes, looked up where they are not. Stored ones are
// looked at again beside their use, and before it when that was long ago, so that one that was removed is refused soon.
import { LIMITS } from '../../model/limits.ts';
import { SHA_256, type SharedTexts, type StoredTexts } from '../../model/trusted-documents.ts';
import { documentCache } from '../admission/document-cache.ts';
import { lookups } from './lookups.ts';
import { sha256 } from './sha-256.ts';

export interface Texts {
  readonly stored: StoredTexts;
  /** Nobody registers anything if undefined. */
  readonly shared: SharedTexts | undefined;
}

export interface KnownTexts {
  /** Not a promise where it is known. Rejects with what reading throws, and with OVERLOADED. */
  find(name: string): string | Promise<string | undefined>;
  /** By a hash that is its own. */
  register(hash: string, text: string): void;
  isRegistered(hash: string, text: string): boolean;
}

interface Found {
  readonly text: string;
  readonly isStored: boolean;
}

interface Kept {
  readonly text: string;
  readonly lookedAt: number;
}

export function knownTexts({ stored, shared }: Texts): KnownTexts {
  const trusted = documentCache<Kept>(LIMITS.trustedBytes);
  const registered = documentCache<string>(LIMITS.registeredBytes);
  const { find: lookUp, forget } = lookups((names) => readTexts(names, { stored, shared }));

  const keep = (name: string, text: string, lookedAt: number): void =>
    trusted.keep(name, { text, lookedAt }, bytesOf(text));
  const look = async (name: string, wasKnown = false): Promise<string | undefined> => {
    const lookedAt = performance.now();
    const found = await lookUp(name, wasKnown);
    if (found?.isStored) keep(name, found.text, lookedAt);
    else trusted.forget(name);
    if (found?.isStored === false) registered.keep(name, found.text, bytesOf(found.text));
    return found?.text;
  };
  const lookAgain = ({ text }: Kept, name: string): Promise<string | undefined> =>
    look(name, true).catch(() => {
      // Nobody can have removed it from a database that is away, and the next one does not wait for it.
      keep(name, text, performance.now());
      return text;
    });

  return {
    find: (name) => {
      const kept = trusted.get(name);
      if (!kept) return registered.get(name) ?? look(name);
      const age = performance.now() - kept.lookedAt;
      if (age < LIMITS.trustedFreshMs) return kept.text;
      const again = lookAgain(kept, name);
      return age < LIMITS.trustedMostMs ? kept.text : again;
    },
    register: (hash, text) => {
      registered.keep(hash, text, bytesOf(text));
      forget(hash);
      shared?.keep(hash, text);
    },
    isRegistered: (hash, text) => registered.get(hash) === text,
  };
}

const bytesOf = (text: string): number => 2 * text.length;

async function readTexts(
  names: readonly string[],
  { stored, shared }: Texts,
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  for (const [name, text] of await stored.read(names)) found.set(name, { text, isStored: true });
  if (!shared) return found;
  const hashes = names.filter((name) => !found.has(name) && SHA_256.test(name));
  for (const [hash, text] of await shared.read(hashes)) {
    if (sha256(text) === hash) found.set(hash, { text, isStored: false });
  }
  return found;
}
