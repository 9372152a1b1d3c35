// The revoked tokens and callers that a process knows: asked for every second, and kept as they are while nobody answers.
import type { Caller } from '../../model/caller.ts';
import type { Logger } from '../../model/logger.ts';
import type { RevocationStore } from '../../model/revocation.ts';

const LOOK_EVERY_MS = 1_000;

type Named = Pick<Caller, 'principal' | 'tokenId'>;

export interface Revocations {
  isRevoked(caller: Named): boolean;
  /** Calls back once, when it is. */
  onRevoked(caller: Named, listener: () => void): () => void;
  close(): void;
}

export async function watchRevocations(
  store: Pick<RevocationStore, 'all'>,
  logger: Logger,
): Promise<Revocations> {
  const listeners = new Map<() => void, Named>();
  let revoked: ReadonlyMap<string, number> = new Map();
  let isAway = false;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const isRevoked = ({ principal, tokenId }: Named): boolean =>
    revoked.size > 0 &&
    (holds(`caller:${principal}`) || (tokenId !== undefined && holds(`token:${tokenId}`)));
  const holds = (name: string): boolean => (revoked.get(name) ?? 0) > Date.now();
  const look = async (): Promise<void> => {
    try {
      const all = await store.all();
      revoked = new Map(all.map(({ kind, id, until }) => [`${kind}:${id}`, until]));
      isAway = false;
    } catch (err) {
      if (!isAway) logger.warn({ err }, 'Revoked tokens can not be asked for; those known last hold on');
      isAway = true;
    }
    for (const [listener, caller] of revoked.size > 0 ? listeners : []) {
      if (!isRevoked(caller)) continue;
      listeners.delete(listener);
      listener();
    }
    if (!isClosed) timer = setTimeout(() => void look(), LOOK_EVERY_MS).unref();
  };
  await look();
  return {
    isRevoked,
    onRevoked: (caller, listener) => {
      listeners.set(listener, caller);
      return () => listeners.delete(listener);
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
