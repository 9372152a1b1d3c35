// The keys that sign tokens, from the address of their issuer: fetched before anybody needs them, and used on as they are
// while the issuer is away.
import type { JWTVerifyGetKey } from 'jose';
import { SlipstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type { Probe } from '../../model/readiness.ts';
import { KeyFetches } from './key-fetches.ts';

/** How old keys may become before newer ones are asked for. A key that was withdrawn is trusted as long. */
const MAX_AGE_MS = 600_000;
/** Callers with a key that is not known make this process ask for newer ones no more often. */
const COOLDOWN_MS = 10_000;
/** How long a caller waits for keys; the fetch goes on. */
const PATIENCE_MS = 2_500;

export interface KeySet {
  /** Throws AUTHENTICATION_UNAVAILABLE as long as there never were any. */
  current(): Promise<JWTVerifyGetKey>;
  /**
   * Others than those in which a key was not found; undefined if these are the newest.
   * Throws AUTHENTICATION_UNAVAILABLE if nobody can say whether they are.
   */
  newerThan(tried: JWTVerifyGetKey): Promise<JWTVerifyGetKey | undefined>;
  /** Throws if there never were any. */
  checkThere(): void;
  /** Throws if newer ones can't be had. */
  checkFetched(): void;
  close(): void;
}

export function createKeySet({ url, logger }: { readonly url: string; readonly logger: Logger }): KeySet {
  let keys: JWTVerifyGetKey | undefined;
  let takenAt = -Infinity;
  const take = (fetched: JWTVerifyGetKey): void => {
    keys = fetched;
    takenAt = Date.now();
  };
  const fetches = new KeyFetches({ url, logger, take });
  void fetches.begin();

  return {
    current: async () => {
      const isDue = fetches.isRunning || Date.now() >= fetches.pausedUntil;
      if (!keys && isDue) await patiently(fetches.begin());
      if (!keys) throw unavailable(fetches);
      if (Date.now() - takenAt > MAX_AGE_MS && isDue) void fetches.begin();
      return keys;
    },
    newerThan: async (tried) => {
      if (keys !== tried) return keys;
      if (fetches.hasFailed) throw unavailable(fetches);
      if (!fetches.isRunning && Date.now() - fetches.begunAt < COOLDOWN_MS) return undefined;
      await patiently(fetches.begin());
      if (keys !== tried) return keys;
      throw unavailable(fetches);
    },
    checkThere: () => checkThere(takenAt),
    checkFetched: () => checkFetched(fetches, takenAt),
    close: () => fetches.close(),
  };
}

/** Whether anybody can be let in, and whether all can. */
export const probesOfKeys = (sets: readonly KeySet[]): readonly Probe[] => [
  {
    name: 'keys',
    isVital: true,
    check: () => Promise.any(sets.map(async (keys) => keys.checkThere())).catch(firstOf),
  },
  { name: 'keyServer', isVital: false, check: async () => sets.forEach((keys) => keys.checkFetched()) },
];

function firstOf(failed: unknown): never {
  throw failed instanceof AggregateError ? failed.errors[0] : failed;
}

function checkThere(takenAt: number): void {
  if (takenAt === -Infinity) throw new Error('could not be fetched yet: nobody can be let in');
}

function checkFetched({ hasFailed }: KeyFetches, takenAt: number): void {
  if (!hasFailed) return;
  const last = takenAt === -Infinity ? '' : `; the keys of ${new Date(takenAt).toISOString()} are used on`;
  throw new Error(`does not hand out the keys that sign tokens${last}`);
}

function unavailable({ pausedUntil }: KeyFetches): SlipstreamError {
  const message =
    'Tokens can not be checked at present: the keys that sign them can not be fetched. Try again.';
  const details = { retryAfterMs: Math.max(1_000, pausedUntil - Date.now()) };
  return new SlipstreamError('AUTHENTICATION_UNAVAILABLE', message, { details });
}

async function patiently(task: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([task, enough]);
  clearTimeout(timer);
}
