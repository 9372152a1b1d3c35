// The record of the database that a store's keys belong to, beside those keys.
import type { OwnerRecord, StoreOwner } from '../../model/store-owner.ts';
import { connectRedis, type StoreRedis } from './connect-redis.ts';
import { loadScript, runScript } from './run-script.ts';

const script = loadScript('hold-store');

/** How long after its last sign of life a database counts as in use, in milliseconds. */
export const HELD_FOR_MS = 5000;

export interface OwnerRecords {
  read(): Promise<OwnerRecord>;
  /** False if another owner than `seen` stands there by now. */
  hold(seen: StoreOwner | undefined, mine: StoreOwner): Promise<boolean>;
}

/** On a connection of its own, which gives up within a second. Rejects while Redis is away. */
export function createOwnerRecords({
  url,
  keys,
}: { readonly url: string } & Pick<StoreRedis, 'keys'>): OwnerRecords & { close(): void } {
  const redis = connectRedis({ url, role: 'api' });
  const ready = new Promise<void>((resolve) => redis.once('ready', () => resolve()));
  return {
    read: async () => {
      // Of the first connection; later ones are dialled while nobody waits.
      if (redis.status !== 'ready') await Promise.race([ready, later()]);
      const [owner, held] = await redis.mget(keys.owner, keys.held);
      return { owner: owner ? decodeOwner(owner) : undefined, held: held !== null && held !== undefined };
    },
    hold: async (seen, mine) => {
      const args = [seen ? encodeOwner(seen) : '', encodeOwner(mine), String(HELD_FOR_MS)];
      return (await runScript(redis, script, { keys: [keys.owner, keys.held], args })) === 1;
    },
    close: () => redis.disconnect(),
  };
}

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000).unref());

function encodeOwner({ address, oid, systemId, startedAt }: StoreOwner): string {
  return [oid, systemId, startedAt, address].join('|');
}

function decodeOwner(text: string): StoreOwner {
  const [oid = '', systemId = '', startedAt = '', ...address] = text.split('|');
  return { oid, systemId, startedAt, address: address.join('|') };
}
