// The one place where the names of a store in Redis are spelled: keys, channels, queues. All carry the store's name, so
// that stores on one Redis never touch each other; all keys of a lane share a hash tag, so that one script can write them.
import type { ReferenceKey } from './documents.ts';
import { SlipstreamError } from './errors.ts';
import { laneName, type Lane } from './lane.ts';

const PREFIX = 'slip';

/** Of the store, in keys: letters, digits and inner hyphens, all lower case, so that it can't end a hash tag or be a pattern. */
export const STORE_NAME = /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/;

/** Names in the register of a generation: how the keys end. */
export const documentName = (id: string): string => `doc:${id}`;
export const embeddersName = ({ name, id }: ReferenceKey): string => `in:${name}:${id}`;
/** The reverse: undefined for any other index. */
export function embeddersOf(index: string): ReferenceKey | undefined {
  const [, name, id] = /^in:(.*):([^:]*)$/s.exec(index) ?? [];
  return name === undefined || id === undefined ? undefined : { name, id };
}

export type StoreKeys = ReturnType<typeof storeKeys>;

/** Throws BAD_STORE_NAME. */
export function storeKeys(store: string) {
  if (!STORE_NAME.test(store)) {
    throw new SlipstreamError(
      'BAD_STORE_NAME',
      'The name of a store is 1 to 32 of a-z, 0-9 and inner hyphens.',
    );
  }
  /** `{k3:order.0}`: all keys of a lane share it. A Redis Cluster is refused at the start all the same. */
  const tagOf = (lane: Lane): string => `{${store}:${laneName(lane)}}`;
  const ofLane = (lane: Lane): string => `${PREFIX}:${tagOf(lane)}`;
  const of = (lane: Lane, generation: string): string => `${ofLane(lane)}:${generation}`;
  return {
    store,
    /** Which database the keys belong to. */
    owner: `${PREFIX}:{${store}}:owner`,
    /** There as long as a process of that database is. */
    held: `${PREFIX}:{${store}}:held`,
    /** Sorted set of revoked tokens and callers, scored by when each ends (ms). */
    revoked: `${PREFIX}:{${store}}:revoked`,
    /** Which worker audits. */
    auditor: `${PREFIX}:{${store}}:auditor`,
    /** Whether workers hear the queue. */
    listener: `${PREFIX}:{${store}}:listener`,
    /** Sorted set of processes that are there, scored by the time (ms) when they were heard of last. */
    seen: `${PREFIX}:{${store}}:seen`,
    /** Hash of what they say of themselves. */
    processes: `${PREFIX}:{${store}}:processes`,
    /** Hash by lane name: who moved it last, and when. */
    moved: `${PREFIX}:{${store}}:moved`,
    /** Text of an operation that a client has registered: the last of those that share the place. */
    operation: (place: number) => `${PREFIX}:{${store}}:operation:${place}`,
    /** Of the queue's keys, all in one slot. */
    bellPrefix: `{${PREFIX}-bell:${store}}`,
    /** Pub/sub channel on which processes that have appended say so. */
    nudges: `${PREFIX}:{${store}}:nudge`,
    /** Pointer to the generation readers see. */
    live: (lane: Lane) => `${ofLane(lane)}:live`,
    /** Pointer to the generation that is filled beside it. */
    next: (lane: Lane) => `${ofLane(lane)}:next`,
    /** Fold id that the worker that started last wants to see live. */
    wanted: (lane: Lane) => `${ofLane(lane)}:wanted`,
    /** Who has paused the lane, why and since when; missing if nobody has. */
    paused: (lane: Lane) => `${ofLane(lane)}:paused`,
    /** Sorted set of generations that are no longer pointed at, scored by the time (ms) since when. */
    replaced: (lane: Lane) => `${ofLane(lane)}:replaced`,
    /** Hash: how many processes each event of the lane has ended, and its fold into which document. */
    strikes: (lane: Lane) => `${ofLane(lane)}:strikes`,
    /** Which process is at which event of the lane, where that may hang it. */
    suspect: (lane: Lane) => `${ofLane(lane)}:suspect`,
    /** Set: processes that wait for their turn at an event that has ended another one. */
    waiting: (lane: Lane) => `${ofLane(lane)}:waiting`,
    /** Why the lane does not go on, as its worker said it last. */
    trouble: (lane: Lane) => `${ofLane(lane)}:trouble`,
    checkpoint: (lane: Lane, generation: string) => `${of(lane, generation)}:at`,
    document: (lane: Lane, generation: string, id: string) => `${of(lane, generation)}:${documentName(id)}`,
    /** Value of a referenced stream. */
    reference: (lane: Lane, generation: string, { name, id }: ReferenceKey) =>
      `${of(lane, generation)}:ref:${name}:${id}`,
    /** Sorted set of the members of an index. */
    index: (lane: Lane, generation: string, name: string) => `${of(lane, generation)}:${name}`,
    /**
     * Set of the names of what must be there in a generation: of its indexes, of the documents of projections that keep their ids,
     * and '' for the set itself.
     */
    register: (lane: Lane, generation: string) => `${of(lane, generation)}:register`,
    /** Set of what readers have missed: `<generation>|<id>`, with an empty id for an index. */
    lost: (lane: Lane) => `${ofLane(lane)}:lost`,
    /** Glob for SCAN that matches every key of one generation and nothing else. */
    ofGeneration: (lane: Lane, generation: string) => globOf(`${of(lane, generation)}:`),
    /** The same for its documents. */
    documents: (lane: Lane, generation: string) => globOf(`${of(lane, generation)}:${documentName('')}`),
    /** Glob for SCAN that matches every key of every lane. */
    ofLanes: `${PREFIX}:{${store}:*`,
    /** Pub/sub channel of a lane's notices. */
    notices: (lane: Lane) => `${PREFIX}:notice:${tagOf(lane)}`,
    /** Pointer to the generation readers will see when it has followed from keys of the old form. */
    adopting: (lane: Lane) => `${ofLane(lane)}:adopting`,
    old: oldKeys((lane, rest) => `${PREFIX}:{${store}:${lane}}:${rest}`),
  };
}

/** Of all that begins so. */
const globOf = (start: string): string => `${start.replace(/[\\*?[\]]/g, String.raw`\$&`)}*`;

/** Keys as they were before stores had names. @param now how such a key is spelled now. */
function oldKeys(now: (lane: string, rest: string) => string) {
  const ofLane = (lane: Lane): string => `${PREFIX}:{${laneName(lane)}}`;
  return {
    live: (lane: Lane) => `${ofLane(lane)}:live`,
    next: (lane: Lane) => `${ofLane(lane)}:next`,
    wanted: (lane: Lane) => `${ofLane(lane)}:wanted`,
    replaced: (lane: Lane) => `${ofLane(lane)}:replaced`,
    checkpoint: (lane: Lane, generation: string) => `${ofLane(lane)}:${generation}:at`,
    /** Glob for SCAN that matches all of them. */
    pattern: `${PREFIX}:{*`,
    /** Undefined for a key that carries the name of a store. */
    parse: (key: string): OldKey | undefined => {
      const [, lane, rest] = OLD_KEY.exec(key) ?? [];
      const [generation = ''] = rest?.split(':', 1) ?? [];
      return lane === undefined || rest === undefined
        ? undefined
        : { key, lane, generation, now: now(lane, rest) };
    },
  };
}

const OLD_KEY = /^slip:\{([^:{}]+\.\d+)\}:(.*)$/s;
export const OLD_BELL_PREFIX = `{${PREFIX}-bell}`;

interface OldKey {
  readonly key: string;
  /** Name of its lane. */
  readonly lane: string;
  /** Or, of a pointer, its name. */
  readonly generation: string;
  readonly now: string;
}
