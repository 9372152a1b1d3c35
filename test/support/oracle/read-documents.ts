// The documents of a projection as the oracle sees them: every key of the live generations, read without the engine.
import type { Redis } from 'ioredis';
import type { Projection } from '../../../src/engine/definitions/projection.ts';
import type { RecordedEvent } from '../../../src/engine/model/events.ts';
import { laneOf } from '../../../src/engine/model/lane.ts';
import { CANARY, CHAIN, chainOver } from './canary.ts';
import { foldStore, type FoldedStore } from './fold-store.ts';
import { expectedLists, expectedRankings } from './list-entries.ts';
import type { StoreContent } from './read-store.ts';

/** How far readers of one lane can see. */
export interface LaneStand {
  readonly lane: string;
  readonly state: string;
  readonly generation: string;
  /** `position|eventId|incarnation|batchId|cursor` */
  readonly checkpoint: string;
  readonly position: string;
}

export async function readLanes(redis: Redis, projection: Projection): Promise<readonly LaneStand[]> {
  return Promise.all(
    Array.from({ length: projection.lanes }, async (_, number) => {
      const lane = `${projection.name}.${number}`;
      const pointer = await redis.get(`slip:{test:${lane}}:live`);
      const [generation = '', state = 'missing'] = pointer?.split('|') ?? [];
      const checkpoint = (await redis.get(`slip:{test:${lane}}:${generation}:at`)) ?? '';
      return { lane, state, generation, checkpoint, position: checkpoint.split('|', 1)[0] ?? '' };
    }),
  );
}

/** `<position> <version>` of some documents of a projection with one lane. */
export async function readStored(
  redis: Redis,
  projection: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const tag = `slip:{test:${projection}.0}`;
  const generation = (await redis.get(`${tag}:live`))?.split('|')[0] ?? '';
  const texts = await redis.mget(ids.map((id) => `${tag}:${generation}:doc:${id}`));
  return new Map(ids.map((id, index) => [id, texts[index]?.split(' ', 2).join(' ') ?? '']));
}

/** Where the documents of a projection are kept. */
export interface Kept {
  readonly lanes: readonly LaneStand[];
  readonly stored: readonly LaneContent[];
}

export async function readKept(redis: Redis, projection: Projection): Promise<Kept> {
  const lanes = await readLanes(redis, projection);
  return { lanes, stored: await Promise.all(lanes.map((lane) => readLane(redis, lane))) };
}

/** Differences between what stands in Redis and the simple fold, in both directions. Empty if all is well. */
export async function faultsOfDocuments(
  redis: Redis,
  projection: Projection,
  store: StoreContent,
): Promise<readonly string[]> {
  return faultsOfKept(await readKept(redis, projection), projection, store);
}

/** The same, wherever they are kept. */
export function faultsOfKept(
  { lanes, stored }: Kept,
  projection: Projection,
  store: StoreContent,
): readonly string[] {
  const { name } = projection;
  const { events } = store;
  const expected = foldStore(projection, events);
  const documents = mergedDocuments(stored);
  return [
    ...lanes.flatMap((lane) => faultsOfLane(lane, store)),
    ...stored.flatMap(({ strays }) => strays.map((key) => `${key} belongs to nothing`)),
    ...differences(`${name} document`, documents, expected.documents),
    ...stored.flatMap(({ references }, lane) => [
      ...differences(`${name}.${lane} reference`, references, expected.references),
    ]),
    ...stored.flatMap(({ embedders }, lane) => [
      ...differences(
        `${name} index`,
        asTexts(embedders),
        asTexts(withinLane(expected.embedders, { lane, lanes: stored.length })),
      ),
    ]),
    ...stored.flatMap(({ lists }) => [
      ...differences(`${name} list`, lists, expectedLists(projection, expected.documents)),
    ]),
    ...stored.flatMap(({ rankings }) => [
      ...differences(`${name} ranking`, rankings, expectedRankings(projection, expected.documents)),
    ]),
    ...(name === CANARY ? faultsOfChain(documents.get(CHAIN), events) : []),
  ];
}

function faultsOfLane(
  { lane, state, checkpoint, position }: LaneStand,
  store: StoreContent,
): readonly string[] {
  const { events, incarnation } = store;
  const [, eventId, follows, , cursor] = checkpoint.split('|');
  return [
    ...(state === 'live' ? [] : [`${lane} is ${state}`]),
    ...(position === String(events.length) ? [] : [`${lane} stands at ${position} of ${events.length}`]),
    ...(eventId === (events.at(-1)?.id ?? '') ? [] : [`${lane} stands at an event that is not there`]),
    ...(follows === incarnation ? [] : [`${lane} follows another store`]),
    ...(cursor === '' ? [] : [`${lane} has not finished what it began`]),
  ];
}

export interface LaneContent extends FoldedStore {
  /** By `<list>:<partition>`, joined by spaces. */
  readonly lists: ReadonlyMap<string, string>;
  /** `<id> <score>` by ranking, the highest first, joined by spaces. */
  readonly rankings: ReadonlyMap<string, string>;
  /** Keys of the lane that nobody will ever read or remove. */
  readonly strays: readonly string[];
}

async function readLane(redis: Redis, { lane, generation }: LaneStand): Promise<LaneContent> {
  const tag = `slip:{test:${lane}}:`;
  const prefix = `${tag}${generation}:`;
  const all = await keysWith(redis, tag);
  const keys = all.filter((key) => key.startsWith(prefix));
  const toBeRetired = await redis.zrange(`${tag}replaced`, '0', '-1');
  const known = [generation, ...toBeRetired].map((id) => `${tag}${id}:`);
  const pointers = ['live', 'next', 'wanted', 'replaced', 'lost'].map((name) => `${tag}${name}`);
  const indexes = async (kind: string) =>
    Promise.all(
      keys
        .filter((key) => key.startsWith(`${prefix}${kind}:`))
        .map(
          async (key) => [key.slice(`${prefix}${kind}:`.length), await redis.zrange(key, '0', '-1')] as const,
        ),
    );
  const documents = await textsOf(redis, keys, `${prefix}doc:`);
  const parked = await redis.zrange(`${prefix}parked`, '0', '-1');
  return {
    documents,
    references: withoutAbsences(await textsOf(redis, keys, `${prefix}ref:`)),
    embedders: new Map(await indexes('in')),
    lists: new Map((await indexes('list')).map(([key, members]) => [key, members.join(' ')])),
    rankings: await rankingsOf(redis, keys, `${prefix}rank:`),
    strays: [
      ...all.filter((key) => !pointers.includes(key) && !known.some((each) => key.startsWith(each))),
      ...parked.filter((id) => !isParked(documents.get(id))).map((id) => `${lane} parked ${id}`),
    ],
  };
}

const isParked = (text = ''): boolean => /^\d+ \d+ !/.test(text);

/** That a stream has no value is stored too, by lanes that looked for one. */
const withoutAbsences = (references: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...references].filter(([, text]) => text !== 'null'));

/** Equal scores by id. */
async function rankingsOf(redis: Redis, keys: readonly string[], prefix: string) {
  const rankings = keys
    .filter((key) => key.startsWith(prefix))
    .map(async (key) => {
      const flat = await redis.zrange(key, '0', '-1', 'WITHSCORES');
      const members = flat.flatMap((id, index) => (index % 2 === 0 ? [[id, flat[index + 1] ?? '']] : []));
      members.sort(([a = '', first], [b = '', second]) => Number(second) - Number(first) || (a < b ? -1 : 1));
      return [key.slice(prefix.length), members.map((each) => each.join(' ')).join(' ')] as const;
    });
  return new Map(await Promise.all(rankings));
}

async function textsOf(redis: Redis, keys: readonly string[], prefix: string): Promise<Map<string, string>> {
  const found = keys.filter((key) => key.startsWith(prefix));
  const texts = found.length > 0 ? await redis.mget(found) : [];
  return new Map(found.map((key, index) => [key.slice(prefix.length), texts[index] ?? '']));
}

async function keysWith(redis: Redis, prefix: string): Promise<readonly string[]> {
  const keys = new Set<string>();
  const match = `${prefix.replaceAll(/[{}[\]*?]/g, '?')}*`;
  for await (const page of redis.scanStream({ match, count: 1000 })) {
    for (const key of page as string[]) if (key.startsWith(prefix)) keys.add(key);
  }
  return [...keys];
}

/** The documents of all lanes; one that is in two lanes counts as wrong. */
function mergedDocuments(lanes: readonly FoldedStore[]): ReadonlyMap<string, string> {
  const merged = new Map<string, string>();
  for (const { documents } of lanes) {
    for (const [id, text] of documents) merged.set(id, merged.has(id) ? 'in two lanes' : text);
  }
  return merged;
}

/** Each lane has an index of its own documents. */
function withinLane(
  embedders: FoldedStore['embedders'],
  { lane, lanes }: { readonly lane: number; readonly lanes: number },
): FoldedStore['embedders'] {
  const own = [...embedders].map(
    ([key, ids]) => [key, ids.filter((id) => laneOf(id, lanes) === lane)] as const,
  );
  return new Map(own.filter(([, ids]) => ids.length > 0));
}

const asTexts = (embedders: FoldedStore['embedders']): ReadonlyMap<string, string> =>
  new Map([...embedders].map(([key, ids]) => [key, ids.toSorted().join(' ')]));

function* differences(
  what: string,
  stored: ReadonlyMap<string, string>,
  expected: ReadonlyMap<string, string>,
): Generator<string> {
  for (const [id, text] of expected) {
    const there = stored.get(id);
    if (there === undefined) yield `${what} ${id} is missing`;
    else if (there !== text) yield `${what} ${id} is ${there} but should be ${text}`;
  }
  for (const id of stored.keys()) if (!expected.has(id)) yield `${what} ${id} is a ghost`;
}

/** Once more without the projection's own fold. */
function faultsOfChain(stored: string | undefined, events: readonly RecordedEvent[]): readonly string[] {
  const chain = chainOver(events);
  const whole = `${events.length} ${events.length} ${JSON.stringify({ chain, links: events.length })}`;
  return events.length === 0 || stored === whole
    ? []
    : ['the canary is dead: its chain is not that of the store'];
}
