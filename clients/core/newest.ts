// The newest values seen of each entity, field by field, each at the highest version it was seen at: an answer that is
// older gets the newer values in place of its own, so that no cache behind it ever goes back.
import { fieldsOf, operationOf, valueOf, type Asked, type Field } from './fields.ts';
import { isPlain, type Plain } from './plain.ts';

/** What was found in an answer. */
export interface Sight {
  /** Something older than what was seen; it has been replaced. */
  readonly older?: boolean;
  /** An entity that is not older than what was seen of it. */
  readonly news?: boolean;
  /**
   * Something that may be older stayed: not all that is asked for was seen, or what was seen while this was on its way is
   * another state of the same version. To be asked again.
   */
  readonly lacks?: boolean;
}

/**
 * Replaces in `data` what is older than what was seen.
 * @param since when it was asked for, if it is not sure to be newer than what was seen since then.
 */
type Renew = (asked: Asked, data: unknown, since?: number) => Sight;

export interface Newest {
  /** For what a server says: the rest of it has been seen from now on. */
  readonly admit: Renew;
  /** For what a cache says, the rest of which may be what somebody hopes for. */
  readonly correct: Renew;
  /** What is seen from now on is seen after it. */
  now(): number;
  forget(): void;
}

type Fields = readonly Field[];

/** On the way through one answer. */
interface Visit extends Sight {
  readonly learns?: boolean;
  readonly since: number;
  /** What a pushed update is in: it has the id and the version of what is in it, whichever type that is of. */
  readonly envelope?: unknown;
  older?: boolean;
  news?: boolean;
  lacks?: boolean;
}

/** Of an entity's field. */
interface Seen {
  readonly version: number;
  /** Counted in what was seen. */
  readonly at: number;
  /** By keys, not by the names in an answer. */
  readonly value: unknown;
}

/** @param limit how many entities are remembered: those that were seen last, if there are more. */
export function rememberNewest(limit: number): Newest {
  const entities = new Map<string, Map<string, Seen>>();
  let now = 0;

  const entity = (name: string): Map<string, Seen> => {
    const known = entities.get(name) ?? new Map<string, Seen>();
    entities.delete(name);
    entities.set(name, known);
    const [oldest] = entities.keys();
    if (entities.size > limit && oldest !== undefined) entities.delete(oldest);
    return known;
  };

  const visit = (fields: Fields, value: unknown, sight: Visit): void => {
    if (Array.isArray(value)) return value.forEach((item) => visit(fields, item, sight));
    if (!fields.length || !isPlain(value)) return;
    for (const field of fields) visit(field.fields, value[field.name], sight);
    const [type, id, version] = ['__typename', 'id', 'version'].map((key) => valueOf(fields, value, key));
    if (typeof type !== 'string' || typeof id !== 'string' || typeof version !== 'number') return;
    if (value === sight.envelope) return;
    const known = entity(`${type}:${id}`);
    const newest = known.get('version')?.version ?? version;
    for (const { name, key, fields: below } of fields) {
      if (!(name in value)) continue;
      const seen = known.get(key);
      const isDoubtful = seen?.version === version && seen.at > sight.since;
      if (seen && (isDoubtful || seen.version > version)) {
        const newer = asAsked(below, seen.value);
        if (isDoubtful ? JSON.stringify(newer) !== JSON.stringify(value[name]) : newer === undefined)
          sight.lacks = true;
        if (newer !== undefined) value[name] = newer;
        // What is in it may have been seen newer elsewhere.
        visit(below, newer, { since: now });
      } else {
        // It belongs to an older state than what takes the place of the rest.
        if (newest > version) sight.lacks = true;
        const same = seen?.version === version && seen.value;
        if (sight.learns)
          known.set(key, { version, at: (now += 1), value: joined(below, value[name], same) });
      }
    }
    // Which is then among what was replaced.
    if (valueOf(fields, value, 'version') === version) sight.news = true;
    else sight.older = true;
  };

  const renew =
    (learns: boolean): Renew =>
    (asked, data, since = now) => {
      const isPushed = operationOf(asked.query.definitions)?.operation === 'subscription';
      const sight: Visit = { learns, since, envelope: isPushed && Object.values(data ?? {})[0] };
      visit(fieldsOf(asked), data, sight);
      return sight;
    };
  return {
    admit: renew(true),
    correct: renew(false),
    now: () => now,
    forget: () => entities.clear(),
  };
}

/** By keys, together with what another sight of the same version has shown. */
function joined(fields: Fields, value: unknown, stored: unknown): unknown {
  // Nobody knows whether the items are the same ones.
  if (Array.isArray(value)) return value.map((item) => joined(fields, item, undefined));
  if (!fields.length || !isPlain(value)) return value;
  const all: Plain = isPlain(stored) ? { ...stored } : {};
  for (const { name, key, fields: below } of fields) {
    if (name in value) all[key] = joined(below, value[name], all[key]);
  }
  return all;
}

/** What was seen, as this answer asks for it: all of it, or nothing, lest two things become one that never was. */
function asAsked(fields: Fields, seen: unknown): unknown {
  if (Array.isArray(seen)) {
    const items = seen.map((item) => asAsked(fields, item));
    return items.includes(undefined) ? undefined : items;
  }
  if (!fields.length || !isPlain(seen)) return seen;
  const value: Plain = {};
  for (const { name, key, fields: below } of fields) {
    value[name] = asAsked(below, seen[key]);
    if (value[name] === undefined) return undefined;
  }
  return value;
}
