// A read model whose documents have an owner, are touched by other streams and embed a third: everything at once.
import { z } from 'zod';
import { defineDocument, embed } from '../../src/engine/shapes/document/declare.ts';
import { defineProjection } from '../../src/engine/definitions/projection.ts';
import { BadgeEvents, CounterEvents, counterReference } from './counter-domain.ts';

const RoamingDocument = defineDocument('Roaming', {
  title: z.string(),
  counterId: z.string(),
  heard: z.int(),
  counter: embed(counterReference, 'counterId'),
  counterName: embed(counterReference, 'counterId', 'name'),
});

/** A badge may go to another counter; every increment of counter `c2` is heard by the badge `b1`. */
export const roamingProjection = defineProjection('roaming', {
  document: RoamingDocument,
  from: [BadgeEvents, CounterEvents],
  initial: { title: '', counterId: 'c0', heard: 0 },
  create: {},
  update: {
    BadgeAwarded: (badge, { data }) => ({ ...badge, title: data.title, counterId: data.counterId }),
    BadgeRetitled: (badge, { data }) => ({ ...badge, title: data.title }),
    CounterIncremented: (badge) => ({ ...badge, heard: badge.heard + 1 }),
  },
  route: { CounterIncremented: ({ streamId }) => (streamId === 'c2' ? 'b1' : []) },
  ignore: ['CounterOpened', 'CounterRenamed'],
});
