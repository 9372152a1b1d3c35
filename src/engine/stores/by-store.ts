// Read models of several stores as one: each projection says where its documents are kept.
import type { Projection } from '../definitions/projection.ts';
import type { StoreKind } from '../definitions/projection-spec.ts';
import type { DocumentKey, DocumentRead, DocumentReader, LaneStore, LaneSurvey } from '../model/documents.ts';
import type { LaneContents } from '../model/lane-contents.ts';
import type { Lane } from '../model/lane.ts';

type ByStore<Of> = Readonly<Record<StoreKind, Of>>;

export function laneStoreByStore(projections: readonly Projection[], stores: ByStore<LaneStore>): LaneStore {
  const kindOf = storeKinds(projections);
  const of = ({ projection }: Lane): LaneStore => stores[kindOf(projection)];
  return {
    state: (lane) => of(lane).state(lane),
    survey: (lanes, ...rest) =>
      askEach<Lane, LaneSurvey>(lanes, kindOf, (kind, own) => stores[kind].survey(own, ...rest)),
    want: (lane, foldId) => of(lane).want(lane, foldId),
    pause: (lane, paused) => of(lane).pause(lane, paused),
    openLive: (lane, ...rest) => of(lane).openLive(lane, ...rest),
    openNext: (lane, ...rest) => of(lane).openNext(lane, ...rest),
    goLive: (lane, ...rest) => of(lane).goLive(lane, ...rest),
    replaced: (lane, forMs) => of(lane).replaced(lane, forMs),
    retire: (lane, generation) => of(lane).retire(lane, generation),
    checkpoint: (lane, generation) => of(lane).checkpoint(lane, generation),
    load: (lane, ...rest) => of(lane).load(lane, ...rest),
    knownIds: (lane, ...rest) => of(lane).knownIds(lane, ...rest),
    losses: (lane, generation) => of(lane).losses(lane, generation),
    mended: (lane, ...rest) => of(lane).mended(lane, ...rest),
    askToMend: (lane, ...rest) => of(lane).askToMend(lane, ...rest),
    scanKnown: (lane, ...rest) => of(lane).scanKnown(lane, ...rest),
    scores: (lane, ...rest) => of(lane).scores(lane, ...rest),
    parked: (lane, ...rest) => of(lane).parked(lane, ...rest),
    countParked: (lane, generation) => of(lane).countParked(lane, generation),
    embedders: (lane, ...rest) => of(lane).embedders(lane, ...rest),
    commit: (commit) => of(commit.lane).commit(commit),
  };
}

export function laneContentsByStore(
  projections: readonly Projection[],
  stores: ByStore<LaneContents>,
): LaneContents {
  const kindOf = storeKinds(projections);
  const of = ({ projection }: Lane): LaneContents => stores[kindOf(projection)];
  return {
    ids: (lane, generation) => of(lane).ids(lane, generation),
    entries: (lane, generation) => of(lane).entries(lane, generation),
    values: (lane, ...rest) => of(lane).values(lane, ...rest),
  };
}

/** Asks only the stores that have some of the keys, all at the same time. */
export function documentReaderByStore(
  projections: readonly Projection[],
  readers: ByStore<DocumentReader>,
): DocumentReader {
  const kindOf = storeKinds(projections);
  return {
    reportLost: (keys) => {
      for (const kind of new Set(keys.map(({ projection }) => kindOf(projection)))) {
        readers[kind].reportLost?.(keys.filter(({ projection }) => kindOf(projection) === kind));
      }
    },
    read: (keys) => askEach<DocumentKey, DocumentRead>(keys, kindOf, (kind, own) => readers[kind].read(own)),
  };
}

/** Asks only the stores that have some of them, all at the same time; answers in the order of what was asked. */
async function askEach<Request extends { readonly projection: string }, Answer>(
  all: readonly Request[],
  kindOf: (projection: string) => StoreKind,
  ask: (kind: StoreKind, own: readonly Request[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const kinds = all.map(({ projection }) => kindOf(projection));
  const distinct = [...new Set(kinds)];
  const [only, ...others] = distinct;
  if (only !== undefined && others.length === 0) return ask(only, all);
  const answers = await Promise.all(
    distinct.map((kind) =>
      ask(
        kind,
        all.filter((_, index) => kinds[index] === kind),
      ),
    ),
  );
  const left = new Map(distinct.map((kind, index) => [kind, answers[index]?.values()]));
  return kinds.flatMap((kind): Answer[] => {
    const next = left.get(kind)?.next();
    return next === undefined || next.done === true ? [] : [next.value];
  });
}

/** Throws on a projection that is not among them. */
function storeKinds(projections: readonly Projection[]): (projection: string) => StoreKind {
  const kinds = new Map(projections.map(({ name, store }) => [name, store]));
  return (projection) => {
    const kind = kinds.get(projection);
    if (kind !== undefined) return kind;
    throw new Error(`There is no projection ${projection}.`);
  };
}
