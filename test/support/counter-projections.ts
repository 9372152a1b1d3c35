// Read models of the engine's test domain: one of its own stream only, one that embeds another stream, one of many streams.
import { z } from 'zod';
import { defineDocument, embed } from '../../src/engine/shapes/document/declare.ts';
import { defineProjection } from '../../src/engine/definitions/projection.ts';
import { BadgeEvents, CounterEvents, counterReference } from './counter-domain.ts';

export const CounterDocument = defineDocument('Counter', { name: z.string(), count: z.int() });
export const BadgeDocument = defineDocument('Badge', {
  title: z.string(),
  counterId: z.string(),
  counter: embed(counterReference, 'counterId'),
  counterName: embed(counterReference, 'counterId', 'name'),
});
export const TotalsDocument = defineDocument('Totals', { opened: z.int(), awarded: z.int(), sum: z.int() });

export const counterProjection = defineProjection('counter', {
  document: CounterDocument,
  from: [CounterEvents],
  create: { CounterOpened: ({ data }) => ({ name: data.name, count: 0 }) },
  update: {
    CounterIncremented: (counter, { data }) => ({ ...counter, count: counter.count + data.by }),
    CounterRenamed: (counter, { data }) => ({ ...counter, name: data.name }),
  },
});

export const badgeProjection = defineProjection('badge', {
  document: BadgeDocument,
  from: [BadgeEvents],
  create: { BadgeAwarded: ({ data }) => ({ title: data.title, counterId: data.counterId }) },
  update: { BadgeRetitled: (badge, { data }) => ({ ...badge, title: data.title }) },
});

/** One document `all` over every stream. */
export const totalsProjection = defineProjection('totals', {
  document: TotalsDocument,
  from: [CounterEvents, BadgeEvents],
  ownedBy: 'none',
  initial: { opened: 0, awarded: 0, sum: 0 },
  create: {},
  update: {
    CounterOpened: (totals) => ({ ...totals, opened: totals.opened + 1 }),
    CounterIncremented: (totals, { data }) => ({ ...totals, sum: totals.sum + data.by }),
    BadgeAwarded: (totals) => ({ ...totals, awarded: totals.awarded + 1 }),
  },
  route: { CounterOpened: () => 'all', CounterIncremented: () => 'all', BadgeAwarded: () => 'all' },
  ignore: ['CounterRenamed', 'BadgeRetitled'],
});
