// Harness of lanes: projectors over memory or Redis, broken at every step, and what must come out.
import { createProjector, type Projector } from '../../src/engine/flow/project/create-projector.ts';
import { createEventPages } from '../../src/engine/flow/project/projectors/event-pages.ts';
import type { ProjectorOptions } from '../../src/engine/flow/project/projectors/projector-context.ts';
import type { Projection } from '../../src/engine/definitions/projection.ts';
import type { LaneStore } from '../../src/engine/model/documents.ts';
import type { EventReader } from '../../src/engine/model/event-store.ts';
import type { RecordedEvent } from '../../src/engine/model/events.ts';
import { laneOf, lanesOf, type Lane } from '../../src/engine/model/lane.ts';
import { silentLogger } from '../../src/engine/model/logger.ts';
import { foldAll } from '../../src/engine/testing/fold-all.ts';
import { memoryEventReader } from './memory-event-reader.ts';
import { memoryLaneStore, type MemoryLaneStore } from '../../src/engine/stores/memory/memory-lane-store.ts';

export const never = new AbortController().signal;

export interface HarnessOptions extends Partial<ProjectorOptions> {
  readonly projection: Projection;
  readonly reader: EventReader;
  readonly store: LaneStore;
  readonly eventsPerPage?: number;
}

/** A worker of its own: it shares nothing with another one but the store. */
export function worker({ eventsPerPage = 1000, ...options }: HarnessOptions): Projector {
  const pages = createEventPages({ reader: options.reader, eventsPerPage, incarnationMs: 0 });
  return createProjector({ logger: silentLogger, pages, ...options });
}

export async function turnAll(projector: Projector, projection: Projection): Promise<void> {
  for (const lane of lanesOf(projection)) await projector.turn(lane, never);
}

/** The documents of a lane as they must be stored, by the simplest fold there is. */
export function documentsExpected(
  projection: Projection,
  events: readonly RecordedEvent[],
  lane: number,
): ReadonlyMap<string, string> {
  const documents = [...foldAll(projection, events)].filter(([id]) => laneOf(id, projection.lanes) === lane);
  const texts = documents.map(([id, { position, version, body }]): [string, string] => [
    `doc:${id}`,
    `${position} ${version} ${body ? JSON.stringify(body) : ''}`,
  ]);
  return new Map(texts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Everything a lane must hold, references and index too, as one undisturbed turn over all events writes it. */
export async function laneExpected(
  projection: Projection,
  events: readonly RecordedEvent[],
  lane: number,
): Promise<ReadonlyMap<string, string>> {
  const store = memoryLaneStore();
  const reader = { ...memoryEventReader(), ...readerOf(events) };
  await worker({ projection, reader, store }).turn({ projection: projection.name, lane }, never);
  return (await dumpLive(store, { projection: projection.name, lane })).texts;
}

function readerOf(events: readonly RecordedEvent[]): Pick<EventReader, 'readFrom' | 'head'> {
  return {
    head: async () => String(events.length),
    readFrom: async (position, limit) => {
      const first = Math.max(0, Number(position) - 1);
      return events.slice(first, first + limit);
    },
  };
}

/** What readers of a lane see. */
export async function dumpLive(store: MemoryLaneStore, lane: Lane) {
  const { live } = await store.state(lane);
  if (live === null) return { state: 'missing', position: '0', texts: new Map<string, string>() };
  const checkpoint = await store.checkpoint(lane, live.id);
  return { state: live.state, position: checkpoint?.position ?? '0', texts: store.dump(lane, live.id) };
}

export const onlyDocuments = (texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...texts].filter(([key]) => key.startsWith('doc:')));

export type Around = <Result>(step: string, call: () => Promise<Result>) => Promise<Result>;

/** The same store with something done around every call. */
export function around(store: LaneStore, wrap: Around): LaneStore {
  return {
    state: (...args) => wrap('state', () => store.state(...args)),
    survey: (...args) => wrap('survey', () => store.survey(...args)),
    want: (...args) => wrap('want', () => store.want(...args)),
    pause: (...args) => wrap('pause', () => store.pause(...args)),
    openLive: (...args) => wrap('openLive', () => store.openLive(...args)),
    openNext: (...args) => wrap('openNext', () => store.openNext(...args)),
    goLive: (...args) => wrap('goLive', () => store.goLive(...args)),
    replaced: (...args) => wrap('replaced', () => store.replaced(...args)),
    retire: (...args) => wrap('retire', () => store.retire(...args)),
    checkpoint: (...args) => wrap('checkpoint', () => store.checkpoint(...args)),
    load: (...args) => wrap('load', () => store.load(...args)),
    knownIds: (...args) => wrap('knownIds', () => store.knownIds(...args)),
    losses: (...args) => wrap('losses', () => store.losses(...args)),
    mended: (...args) => wrap('mended', () => store.mended(...args)),
    askToMend: (...args) => wrap('askToMend', () => store.askToMend(...args)),
    scanKnown: (...args) => wrap('scanKnown', () => store.scanKnown(...args)),
    scores: (...args) => wrap('scores', () => store.scores(...args)),
    parked: (...args) => wrap('parked', () => store.parked(...args)),
    countParked: (...args) => wrap('countParked', () => store.countParked(...args)),
    embedders: (...args) => wrap('embedders', () => store.embedders(...args)),
    commit: (...args) => wrap('commit', () => store.commit(...args)),
  };
}

export class Killed extends Error {}

/** Dies at the n-th call, before or after it takes effect, and at every one that follows. */
export function dyingAt(store: LaneStore, n: number, when: 'before' | 'after'): LaneStore {
  let calls = 0;
  return around(store, async (step, call) => {
    calls += 1;
    if (calls > n || (calls === n && when === 'before')) throw new Killed(step);
    const result = await call();
    if (calls === n) throw new Killed(step);
    return result;
  });
}

export async function untilKilled(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  }
}
