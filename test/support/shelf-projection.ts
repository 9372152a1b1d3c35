// A read model that meets everything a projector can meet: documents made, changed, removed and made again, events of
// other streams routed to many of them, two embedded facts of one reference, and events that only move the version.
import fc from 'fast-check';
import { z } from 'zod';
import { defineDocument, embed } from '../../src/engine/shapes/document/declare.ts';
import { defineProjection } from '../../src/engine/definitions/projection.ts';
import { BadgeEvents, CounterEvents, counterReference, TallyEvents } from './counter-domain.ts';
import type { MemoryEventReader } from './memory-event-reader.ts';

const ShelfDocument = defineDocument('Shelf', {
  title: z.string(),
  counter: embed(counterReference, 'counterId'),
  counterId: z.string(),
  otherId: z.string().nullable(),
  otherName: embed(counterReference, 'otherId', 'name'),
  marks: z.record(z.string(), z.int()),
  last: z.object({ z: z.string().optional(), a: z.string() }).nullable(),
});

/** `title` '-' removes a document; `title` '>x' lets it also show counter x. */
export const shelfProjection = defineProjection('shelf', {
  document: ShelfDocument,
  from: [BadgeEvents, CounterEvents, TallyEvents],
  initial: { title: 'begun by another stream', counterId: 'c2', otherId: null, marks: {}, last: null },
  create: {
    BadgeAwarded: ({ data: { title, counterId } }) => ({
      ...{ title, counterId, otherId: null },
      ...{ marks: {}, last: { z: 'z', a: 'a' } },
    }),
  },
  update: {
    BadgeRetitled: (shelf, { data: { title } }) => {
      if (title === '-') return null;
      return title.startsWith('>') ? { ...shelf, otherId: title.slice(1) } : { ...shelf, title };
    },
    TallyMarked: (shelf, { streamId, data }) => ({
      ...shelf,
      marks: { ...shelf.marks, [streamId]: (shelf.marks[streamId] ?? 0) + 1 },
      last: { z: undefined, a: data.mark },
    }),
  },
  route: { TallyMarked: ({ data }) => data.mark.split(',') },
  ignore: ['CounterOpened', 'CounterIncremented', 'CounterRenamed'],
});

export type ShelfStep =
  | { readonly kind: 'award'; readonly badge: number; readonly counter: number }
  | { readonly kind: 'retitle'; readonly badge: number; readonly title: string }
  | { readonly kind: 'mark'; readonly badges: readonly number[] }
  | { readonly kind: 'rename' | 'increment'; readonly counter: number };

const COUNTERS = 3;
const badge = fc.integer({ min: 0, max: 7 });
const counter = fc.integer({ min: 0, max: COUNTERS - 1 });

export const shelfStep: fc.Arbitrary<ShelfStep> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('award'), badge, counter }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('retitle'),
      badge,
      title: fc.constantFrom('x', 'ä😀', '-', '>c0', '>c1', '>c9', '>not an id', 'x'.repeat(200)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('mark'), badges: fc.uniqueArray(badge, { minLength: 1 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('rename', 'increment'), counter }) },
);

/** Appends what the steps say. A counter is opened by the first step that changes it. */
export function appendSteps(reader: MemoryEventReader, steps: readonly ShelfStep[]): void {
  for (const step of steps) {
    const n = reader.events.length;
    switch (step.kind) {
      case 'award':
        reader.append(
          `b${step.badge}`,
          BadgeEvents.BadgeAwarded({ counterId: `c${step.counter}`, title: `t${n}` }),
        );
        break;
      case 'retitle':
        reader.append(`b${step.badge}`, BadgeEvents.BadgeRetitled({ title: step.title }));
        break;
      case 'mark':
        reader.append(
          `t${n % 2}`,
          TallyEvents.TallyMarked({ mark: step.badges.map((each) => `b${each}`).join() }),
        );
        break;
      case 'rename':
      case 'increment':
        appendToCounter(reader, `c${step.counter}`, step.kind);
    }
  }
}

function appendToCounter(reader: MemoryEventReader, id: string, kind: 'rename' | 'increment'): void {
  const isOpen = reader.events.some(({ category, streamId }) => category === 'counter' && streamId === id);
  const name = `name ${reader.events.length}`;
  if (!isOpen) reader.append(id, CounterEvents.CounterOpened({ name }));
  else if (kind === 'rename') reader.append(id, CounterEvents.CounterRenamed({ name }));
  else reader.append(id, CounterEvents.CounterIncremented({ by: 1 }));
}
