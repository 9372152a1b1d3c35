// Bounded lookups of names that are not known here: each once at a time, many together, so often and no more, so that
// whoever asks for what is not there keeps no database busy. What was not found is remembered for a moment.
import { coalesce } from '../../async/coalesce.ts';
import { LIMITS } from '../../model/limits.ts';
import { tooManyLookups } from './refusals.ts';

type Read<Value> = (names: readonly string[]) => Promise<ReadonlyMap<string, Value>>;

export interface Lookups<Value> {
  /**
   * Undefined if it is not there. Rejects with what reading throws, and with OVERLOADED.
   * @param wasKnown whether it was there a while ago: such a name is looked up in any case.
   */
  find(name: string, wasKnown: boolean): Promise<Value | undefined>;
  /** It is there by now. */
  forget(name: string): void;
}

interface Waiter<Value> {
  readonly resolve: (value: Value | undefined) => void;
  readonly reject: (error: unknown) => void;
}

interface Waiting<Value> extends Waiter<Value> {
  readonly found: Promise<Value | undefined>;
}

export function lookups<Value>(read: Read<Value>): Lookups<Value> {
  const unknown = unknownNames();
  const waiting = new Map<string, Waiting<Value>>();
  const settle = (name: string, how: (waiter: Waiter<Value>) => void): void => {
    const waiter = waiting.get(name);
    waiting.delete(name);
    if (waiter) how(waiter);
  };
  const run = async (): Promise<void> => {
    const names = [...waiting.keys()].slice(0, LIMITS.idsPerLookup);
    try {
      const found = await read(names);
      for (const name of names) {
        if (!found.has(name)) unknown.remember(name);
        settle(name, ({ resolve }) => resolve(found.get(name)));
      }
    } catch (error) {
      for (const name of names) settle(name, ({ reject }) => reject(error));
    }
    if (waiting.size > 0) look();
  };
  const look = coalesce(run, LIMITS.lookupGapMs);
  return {
    find: (name, wasKnown) => {
      const known = waiting.get(name);
      if (known) return known.found;
      if (unknown.has(name)) return Promise.resolve(undefined);
      if (waiting.size >= LIMITS.lookupsWaiting && !wasKnown) return Promise.reject(tooManyLookups());
      let waiter: Waiter<Value> = { resolve: () => {}, reject: () => {} };
      const found = new Promise<Value | undefined>((resolve, reject) => {
        waiter = { resolve, reject };
      });
      waiting.set(name, { ...waiter, found });
      look();
      return found;
    },
    forget: unknown.forget,
  };
}

/** The last ones, each for a moment. */
function unknownNames() {
  const names = new Map<string, number>();
  return {
    has: (name: string): boolean =>
      performance.now() - (names.get(name) ?? Number.NEGATIVE_INFINITY) < LIMITS.unknownMs,
    remember: (name: string): void => {
      names.delete(name);
      names.set(name, performance.now());
      const [oldest] = names.keys();
      if (names.size > LIMITS.unknownIds && oldest !== undefined) names.delete(oldest);
    },
    forget: (name: string): void => {
      names.delete(name);
    },
  };
}
