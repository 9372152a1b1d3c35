// A lane store in memory that keeps the same texts under the same keys as Redis, so that bytes can be compared.
// Functions over one closed state, in the form of the port.
/* oxlint-disable max-lines-per-function, max-params, typescript/no-unsafe-type-assertion */
import type {
  Checkpoint,
  CommitResult,
  DocumentReader,
  ListReader,
  LaneCommit,
  LaneStore,
  RankingReader,
} from '../../model/documents.ts';
import { idOfMember } from '../../definitions/list.ts';
import { SlipstreamError } from '../../model/errors.ts';
import type { JsonObject } from '../../model/json.ts';
import { laneName, laneOf, type Lane } from '../../model/lane.ts';
import type { LaneNotice } from '../../model/notices.ts';
import { comparePositions } from '../../model/position.ts';

interface Pointers {
  live?: { id: string; state: 'filling' | 'live' };
  next?: string;
  wanted?: string;
  readonly replaced: Map<string, number>;
}

export interface MemoryLaneStore extends LaneStore {
  readonly reader: DocumentReader & ListReader & RankingReader;
  readonly notices: LaneNotice[];
  /** Everything of one generation of a lane, without its checkpoint: the same keys and texts as in Redis. */
  dump(lane: Lane, generation: string): ReadonlyMap<string, string>;
  flushAll(): void;
}

export function memoryLaneStore(
  lanesOf: (projection: string) => number = () => 1,
  rankingsOf: (projection: string) => readonly string[] = () => [],
): MemoryLaneStore {
  const pointers = new Map<string, Pointers>();
  const texts = new Map<string, string>();
  const index = new Map<string, Set<string>>();
  const scores = new Map<string, ReadonlyMap<string, number>>();
  const checkpoints = new Map<string, Checkpoint>();
  const notices: LaneNotice[] = [];
  const of = (lane: Lane): Pointers => {
    const found = pointers.get(laneName(lane)) ?? { replaced: new Map() };
    pointers.set(laneName(lane), found);
    return found;
  };
  const key = (lane: Lane, generation: string, rest = ''): string =>
    `${laneName(lane)}:${generation}:${rest}`;
  const notify = (lane: Lane, checkpoint: Checkpoint, rest: Partial<LaneNotice>): void => {
    notices.push({
      ...lane,
      incarnation: checkpoint.incarnation,
      checkpoint: checkpoint.position,
      projectedAt: '',
      documents: [],
      switched: false,
      ...rest,
    });
  };

  function mark(at: string, member: string, isThere: boolean): void {
    const members = index.get(at) ?? new Set();
    index.set(at, members);
    if (isThere) members.add(member);
    else members.delete(member);
    if (members.size === 0) index.delete(at);
  }

  function setScore(at: string, id: string, score: number | null): void {
    const others = [...(scores.get(at) ?? [])].filter(([other]) => other !== id);
    const ranked = score === null ? others : [...others, [id, score] as const];
    if (ranked.length === 0) scores.delete(at);
    else scores.set(at, new Map(ranked));
  }

  /** The highest first, equal ones by id. */
  function topOf(at: string): readonly (readonly [id: string, score: number])[] {
    return [...(scores.get(at) ?? [])].sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1));
  }

  /** One more than there are higher ones. */
  function rankOf(at: string, id: string): number | undefined {
    const all = scores.get(at);
    const own = all?.get(id);
    if (!all || own === undefined) return undefined;
    return 1 + [...all.values()].filter((score) => score > own).length;
  }

  function commit(request: LaneCommit): CommitResult {
    const { lane, generation, expected, checkpoint } = request;
    const stored = checkpoints.get(key(lane, generation));
    if (stored && JSON.stringify(stored) === JSON.stringify(checkpoint)) return 'duplicate';
    if (JSON.stringify(stored ?? null) !== JSON.stringify(expected)) return 'fenced';
    const { live, next } = of(lane);
    if (live?.id !== generation && next !== generation) return 'fenced';
    for (const { id, position } of request.documents) {
      const [there] = (texts.get(key(lane, generation, `doc:${id}`)) ?? '0').split(' ');
      if (comparePositions(there ?? '0', position) > 0) throw new SlipstreamError('DOCUMENT_AHEAD', id);
    }
    for (const { id, position, version, json } of request.documents) {
      texts.set(key(lane, generation, `doc:${id}`), `${position} ${version} ${json}`);
    }
    for (const { name, id, value } of request.references) {
      texts.set(key(lane, generation, `ref:${name}:${id}`), JSON.stringify(value));
    }
    for (const { name, id, documentId, embedded } of request.index) {
      mark(key(lane, generation, `in:${name}:${id}`), documentId, embedded);
    }
    for (const { list, partition, member, listed } of request.lists) {
      mark(key(lane, generation, `list:${list}:${partition}`), member, listed);
    }
    for (const { ranking, documentId, score } of request.rankings) {
      setScore(key(lane, generation, `rank:${ranking}`), documentId, score);
    }
    checkpoints.set(key(lane, generation), checkpoint);
    const documents = request.documents.map(({ id, version, position, eventTypes }) => ({
      ...{ id, version, position },
      eventTypes,
    }));
    const { projectedAt } = request;
    if (live?.id === generation && live.state === 'live')
      notify(lane, checkpoint, { documents, projectedAt });
    return 'committed';
  }

  const store: LaneStore = {
    state: async (lane) => {
      const { live, next, wanted } = of(lane);
      return { live: live ? { ...live } : null, next: next ?? null, wanted: wanted ?? null };
    },
    want: async (lane, codeHash) => {
      of(lane).wanted = codeHash;
    },
    openLive: async (lane, generation, replaces) => {
      const at = of(lane);
      if (at.live?.id === generation) return true;
      if ((at.live?.id ?? null) !== replaces) return false;
      if (replaces) at.replaced.set(replaces, Date.now());
      at.live = { id: generation, state: 'filling' };
      return true;
    },
    openNext: async (lane, generation, replaces) => {
      const at = of(lane);
      if ((at.next ?? null) === generation) return true;
      if ((at.next ?? null) !== replaces) return false;
      if (replaces) at.replaced.set(replaces, Date.now());
      if (generation === null) delete at.next;
      else at.next = generation;
      return true;
    },
    goLive: async (lane, generation, replaces) => {
      const at = of(lane);
      const checkpoint = checkpoints.get(key(lane, generation));
      if (at.live?.id === generation && at.live.state === 'live') return true;
      if (!checkpoint || (at.live?.id ?? null) !== replaces) return false;
      if (replaces !== generation && at.next !== generation) return false;
      at.live = { id: generation, state: 'live' };
      if (replaces !== generation) delete at.next;
      if (replaces && replaces !== generation) at.replaced.set(replaces, Date.now());
      notify(lane, checkpoint, { switched: true });
      return true;
    },
    replaced: async (lane, forMs) =>
      [...of(lane).replaced].filter(([, since]) => since <= Date.now() - forMs).map(([id]) => id),
    retire: async (lane, generation) => {
      const { live, next, replaced } = of(lane);
      if (live?.id === generation || next === generation) return;
      for (const map of [texts, index, scores, checkpoints]) {
        for (const each of map.keys()) if (each.startsWith(key(lane, generation))) map.delete(each);
      }
      replaced.delete(generation);
    },
    checkpoint: async (lane, generation) => checkpoints.get(key(lane, generation)) ?? null,
    load: async (lane, generation, documentIds, references) => ({
      documents: documentIds.map((id) => documentFrom(id, texts.get(key(lane, generation, `doc:${id}`)))),
      references: references.map(({ name, id }) => {
        const text = texts.get(key(lane, generation, `ref:${name}:${id}`));
        return text === undefined ? null : (JSON.parse(text) as JsonObject);
      }),
    }),
    embedders: async (lane, generation, { name, id }, after, limit) =>
      [...(index.get(key(lane, generation, `in:${name}:${id}`)) ?? [])]
        .sort()
        .filter((each) => each > after)
        .slice(0, limit),
    commit: async (request) => commit(request),
  };

  const readRanking: RankingReader['readRanking'] = async ({ projection, ranking, limit }) => {
    const lane = { projection, lane: 0 };
    const { live } = of(lane);
    const checkpoint = live && checkpoints.get(key(lane, live.id));
    if (!checkpoint) return { state: 'missing', checkpoint: '0', incarnation: '', entries: [] };
    const at = key(lane, live.id, `rank:${ranking}`);
    const entries = topOf(at)
      .slice(0, limit)
      .flatMap(([id]) => {
        const document = documentFrom(id, texts.get(key(lane, live.id, `doc:${id}`)));
        return document ? [{ rank: rankOf(at, id) ?? 0, document }] : [];
      });
    const { position, incarnation } = checkpoint;
    return { state: live.state, checkpoint: position, incarnation, entries };
  };

  const reader: DocumentReader & ListReader & RankingReader = {
    readRanking,
    read: async (keys) =>
      keys.map(({ projection, id }) => {
        const lane = { projection, lane: laneOf(id, lanesOf(projection)) };
        const { live } = of(lane);
        const checkpoint = live && checkpoints.get(key(lane, live.id));
        if (!checkpoint) return { state: 'missing', checkpoint: '0', incarnation: '', document: null };
        const stored = documentFrom(id, texts.get(key(lane, live.id, `doc:${id}`)));
        const ranks = rankingsOf(projection).flatMap((ranking) => {
          const rank = rankOf(key(lane, live.id, `rank:${ranking}`), id);
          return rank === undefined ? [] : [[ranking, rank] as const];
        });
        const isRanked = stored && rankingsOf(projection).length > 0;
        const document = isRanked ? { ...stored, ranks: Object.fromEntries(ranks) } : stored;
        const { position, incarnation } = checkpoint;
        return { state: live.state, checkpoint: position, incarnation, document };
      }),
    readList: async ({ projection, list, partition, order, after, limit }) => {
      const lane = { projection, lane: 0 };
      const { live } = of(lane);
      const checkpoint = live && checkpoints.get(key(lane, live.id));
      if (!checkpoint) return { state: 'missing', checkpoint: '0', incarnation: '', entries: [] };
      const members = [...(index.get(key(lane, live.id, `list:${list}:${partition}`)) ?? [])]
        .sort((a, b) => (a < b ? -1 : 1) * (order === 'oldest' ? 1 : -1))
        .filter((member) => after === '' || (order === 'oldest' ? member > after : member < after))
        .slice(0, limit);
      const entries = members.flatMap((member) => {
        const id = idOfMember(member);
        const document = documentFrom(id, texts.get(key(lane, live.id, `doc:${id}`)));
        return document ? [{ member, document }] : [];
      });
      const { position, incarnation } = checkpoint;
      return { state: live.state, checkpoint: position, incarnation, entries };
    },
  };

  return {
    ...store,
    reader,
    notices,
    dump: (lane, generation) => {
      const start = key(lane, generation);
      const found = new Map<string, string>();
      for (const [each, text] of texts) if (each.startsWith(start)) found.set(each.slice(start.length), text);
      for (const [each, ids] of index) {
        if (each.startsWith(start)) found.set(each.slice(start.length), [...ids].sort().join(' '));
      }
      for (const each of scores.keys()) {
        if (!each.startsWith(start)) continue;
        found.set(
          each.slice(start.length),
          topOf(each)
            .map(([id, score]) => `${id} ${score}`)
            .join(' '),
        );
      }
      return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
    },
    flushAll: () => [pointers, texts, index, scores, checkpoints].forEach((map) => map.clear()),
  };
}

function documentFrom(id: string, text: string | undefined) {
  const [, position, version, json] = /^(\d+) (\d+) (.*)$/s.exec(text ?? '') ?? [];
  if (position === undefined) return null;
  return { id, position, version: Number(version), body: json ? (JSON.parse(json) as JsonObject) : null };
}
