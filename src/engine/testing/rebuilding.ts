// rebuilding(projection, what happened): the documents as the real projector folds them, in large batches and small
// ones. However the events are cut, what is stored must be the same bytes, and the same as the simplest fold makes.
import { randomUUID } from 'node:crypto';
import { deepStrictEqual } from 'node:assert';
import type { DocumentDefinition } from '../shapes/document/declare.ts';
import type { Projection } from '../definitions/projection.ts';
import { PARKS_NOTHING } from '../model/parking-breaker.ts';
import { createProjector } from '../flow/project/create-projector.ts';
import { createEventPages } from '../flow/project/projectors/event-pages.ts';
import type { RecordedEvent } from '../model/events.ts';
import { lanesOf } from '../model/lane.ts';
import { foldAll } from './fold-all.ts';
import { keepErrors } from './memory/keep-errors.ts';
import { memoryEventReader } from './memory/memory-event-reader.ts';
import { memoryLaneStore, type MemoryLaneStore } from '../stores/memory/memory-lane-store.ts';
import { projecting } from './projecting.ts';
import type { Projected } from './projected.ts';
import { record, type PastEvent } from './record.ts';

/** How a rebuild is cut: events that come before each turn, again and again; documents in a commit; events in a page. */
interface Cut {
  readonly turns: readonly number[];
  readonly documentsPerScript: number;
  readonly eventsPerPage: number;
}

const CUTS: readonly Cut[] = [
  { turns: [Infinity], documentsPerScript: 300, eventsPerPage: 1000 },
  { turns: [1], documentsPerScript: 300, eventsPerPage: 1000 },
  { turns: [Infinity], documentsPerScript: 1, eventsPerPage: 2 },
  { turns: [2, 1, 4, 3], documentsPerScript: 2, eventsPerPage: 3 },
  { turns: [7, 5], documentsPerScript: 3, eventsPerPage: 5 },
];

/** As `projecting`; rejects with an AssertionError where two ways of folding differ, and with what a fold throws. */
export async function rebuilding<const Name extends string, const Definition extends DocumentDefinition>(
  projection: Projection<Name, Definition>,
  past: readonly PastEvent[],
): Promise<ReadonlyMap<string, Projected<Definition>>> {
  const documents = projecting(projection, past);
  await checkRebuild(projection, record(past));
  return documents;
}

/** @param live what has been stored of these events in whatever way; a rebuild in one turn if omitted. */
export async function checkRebuild(
  projection: Projection,
  events: readonly RecordedEvent[],
  live?: ReadonlyMap<string, string>,
): Promise<void> {
  let expected = live;
  for (const cut of CUTS) {
    const stored = await rebuilt(projection, events, cut);
    expected ??= stored;
    deepStrictEqual(stored, expected, `${projection.name}: a rebuild made other documents.`);
  }
  const folded = [...foldAll(projection, events).values()].map(({ id, position, version, body }): string =>
    [id, position, version, body && JSON.stringify(body)].join(' '),
  );
  deepStrictEqual(
    documentsIn(expected ?? new Map()),
    folded.sort(),
    `${projection.name}: events folded one by one make other documents.`,
  );
}

/** Everything readers see of a projection, and what folding it needs, by key. */
export async function storedBy(
  projection: Projection,
  store: MemoryLaneStore,
): Promise<ReadonlyMap<string, string>> {
  const all = new Map<string, string>();
  for (const lane of lanesOf(projection)) {
    const { live } = await store.state(lane);
    if (!live) continue;
    for (const [key, text] of store.dump(lane, live.id)) all.set(`${lane.lane} ${key}`, text);
  }
  return all;
}

async function rebuilt(
  projection: Projection,
  events: readonly RecordedEvent[],
  { turns, documentsPerScript, eventsPerPage }: Cut,
): Promise<ReadonlyMap<string, string>> {
  let there = 0;
  const incarnation = randomUUID();
  const reader = memoryEventReader({ events: () => events.slice(0, there), incarnation: () => incarnation });
  const store = memoryLaneStore(() => projection.lanes);
  const logger = keepErrors();
  const pages = createEventPages({ reader, eventsPerPage });
  // What a document embeds is written with it.
  const limits = { documentsPerScript: documentsPerScript + projection.embeds.length };
  const projector = createProjector({
    projection,
    reader,
    store,
    logger,
    pages,
    limits,
    breaker: PARKS_NOTHING,
  });
  for (let turn = 0; turn === 0 || there < events.length; turn += 1) {
    there = Math.min(events.length, there + (turns[turn % turns.length] ?? 1));
    for (const lane of lanesOf(projection)) {
      const outcome = await projector.turn(lane, new AbortController().signal);
      if (outcome !== 'atHead') throw logger.last();
    }
  }
  return storedBy(projection, store);
}

const DOCUMENT = /^\d+ doc:(.*)$/;

function documentsIn(stored: ReadonlyMap<string, string>): readonly string[] {
  return [...stored]
    .flatMap(([key, text]) => {
      const [, id] = DOCUMENT.exec(key) ?? [];
      return id === undefined ? [] : [`${id} ${text}`];
    })
    .sort();
}
