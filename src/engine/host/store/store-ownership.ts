// Ownership of a store's keys in Redis by a database: recorded there, looked at again every second by every process, so
// that a copy of the database never takes over the lanes of its original.
import { isDeepStrictEqual } from 'node:util';
import { SlipstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type { OwnerRecord, StoreOwner } from '../../model/store-owner.ts';
import { HELD_FOR_MS, type OwnerRecords } from '../../stores/redis/owner-records.ts';
import { decideOwner } from './decide-owner.ts';

/** `unknown`: Redis has not answered yet. */
export type OwnerState = 'unknown' | 'ours' | 'wait' | 'refused';

export interface StoreOwnership {
  state(): OwnerState;
  /** What is wrong; undefined if nothing is. */
  fault(): SlipstreamError | undefined;
  /** Rejects while Redis is away; then the state is what it was. */
  look(mine: StoreOwner): Promise<OwnerState>;
}

interface OwnershipOptions {
  readonly owners: OwnerRecords;
  readonly store: string;
  readonly logger: Logger;
  readonly clock?: () => number;
}

/** How often one look begins anew because somebody else was first. */
const ATTEMPTS = 3;

export function createStoreOwnership(options: OwnershipOptions): StoreOwnership {
  const { owners, store, logger, clock = () => performance.now() } = options;
  let state: OwnerState = 'unknown';
  let fault: SlipstreamError | undefined;
  let emptySince: number | undefined;
  /** What was recorded when the keys were found to be ours, and for which database. */
  let held: { readonly owner: StoreOwner; readonly mine: StoreOwner } | undefined;

  /** Who lost its record with all of Redis is given the time to say so before another one takes its place. */
  const mayClaim = ({ owner }: OwnerRecord): boolean => {
    if (owner !== undefined || state !== 'refused') return true;
    emptySince ??= clock();
    return clock() - emptySince > HELD_FOR_MS;
  };
  const settle = (next: OwnerState, why?: SlipstreamError): OwnerState => {
    if (why && next === 'refused' && state !== 'refused') logger.error({ code: why.code }, why.message);
    if (next === 'ours' && fault !== undefined) logger.info({ store }, 'The keys are this database’s again.');
    state = next;
    fault = why;
    return state;
  };

  return {
    state: () => state,
    fault: () => fault,
    look: async (mine) => {
      // As long as neither has changed, the decision is the same: one round trip.
      const isKnown = held !== undefined && state === 'ours' && isDeepStrictEqual(held.mine, mine);
      if (held && isKnown && (await owners.hold(held.owner, held.owner))) return state;
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const record = await owners.read();
        if (record.owner !== undefined) emptySince = undefined;
        const decision = decideOwner(record, mine);
        if (decision === 'refuse') return settle('refused', ofAnother(store, mine, record.owner));
        if (decision === 'wait' || (decision === 'claim' && !mayClaim(record))) {
          return settle(state === 'refused' ? 'refused' : 'wait', ofAnother(store, mine, record.owner));
        }
        const owner = recorded(record, mine);
        if (await owners.hold(record.owner, owner)) {
          held = { owner, mine };
          return settle('ours');
        }
      }
      return state;
    },
  };
}

/** The same server by another address: the first one stays recorded. */
function recorded({ owner }: OwnerRecord, mine: StoreOwner): StoreOwner {
  const isSameServer =
    owner?.startedAt === mine.startedAt && owner.oid === mine.oid && owner.systemId === mine.systemId;
  return isSameServer ? owner : mine;
}

/** The refusal of keys that belong to another database. */
export function ofAnother(store: string, mine: StoreOwner, owner: StoreOwner | undefined): SlipstreamError {
  return new SlipstreamError(
    'STORE_OF_ANOTHER_DATABASE',
    `The keys of store ${store} in this Redis belong to the database ${named(owner)}, and this is ${named(mine)}. ` +
      'If this is a copy of it, such as a restored dump: `npm run cli -- restored` gives it a name of its own. ' +
      'If the database was moved here and nothing was lost: `npm run cli -- restored --moved`. ' +
      'If the two have nothing to do with each other: set another STORE_NAME.',
  );
}

function named(owner: StoreOwner | undefined): string {
  return owner
    ? `${owner.address} (oid ${owner.oid}, cluster ${owner.systemId || 'unknown'})`
    : 'that was there before';
}
