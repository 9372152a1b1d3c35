// Inference of a search's range; every `@ts-expect-error` is a promise that the compiler catches that mistake.
import { z } from 'zod';
import { defineDocument } from '../../src/engine/shapes/document/declare.ts';
import { defineEvents, event } from '../../src/engine/definitions/events.ts';
import { defineProjection } from '../../src/engine/definitions/projection.ts';
import { defineSearch } from '../../src/engine/shapes/search/declare.ts';

const Load = z.object({ weight: z.number().nullable(), unit: z.enum(['KG', 'T']) });
const VanEvents = defineEvents('van', { VanLoaded: event<{ doors: number }>() });
const vanProjection = defineProjection('van', {
  document: defineDocument('Van', {
    name: z.string(),
    doors: z.int().nullable(),
    load: Load.nullable(),
    trips: z.array(z.int()),
    deep: z.object({ deeper: z.object({ deepest: z.int() }) }),
  }),
  from: [VanEvents],
  create: {
    VanLoaded: ({ streamId, data: { doors } }) => ({
      ...{ name: streamId, doors, load: null, trips: [], deep: { deeper: { deepest: 0 } } },
    }),
  },
  update: {},
});
const vans = { search: 'searchVans', text: { name: 'A' } } as const;
const input = z.object({ weight: z.number(), unit: z.string() });
const plain = { name: 'doors', input: z.int(), end: (number: number) => ({ number }) };

export const byLoad = defineSearch('vanSearch', vanProjection, {
  ...vans,
  range: {
    ...{ name: 'load', number: 'load.weight', equal: 'load.unit' },
    input,
    end: ({ weight, unit }) => {
      const text: string = unit;
      return { number: weight, equal: text };
    },
  },
});
export const byText = defineSearch('vanSearch', vanProjection, {
  ...vans,
  range: {
    ...{ name: 'load', number: 'load.weight' },
    input: z.string().transform(Number),
    // @ts-expect-error what a client wrote is a number here: it was converted
    end: (written) => ({ number: written.length }),
  },
});
export const byDoors = defineSearch('vanSearch', vanProjection, {
  ...vans,
  range: { ...plain, number: 'doors' },
});
export const byDepth = defineSearch('vanSearch', vanProjection, {
  ...vans,
  range: { ...plain, number: 'deep.deeper.deepest' },
});

// @ts-expect-error a name is no number
defineSearch('vanSearch', vanProjection, { ...vans, range: { ...plain, number: 'name' } });
// @ts-expect-error a list of numbers is no number
defineSearch('vanSearch', vanProjection, { ...vans, range: { ...plain, number: 'trips' } });
// @ts-expect-error the document has no such field
defineSearch('vanSearch', vanProjection, { ...vans, range: { ...plain, number: 'load.height' } });
// @ts-expect-error a number is no text that can be the same
defineSearch('vanSearch', vanProjection, { ...vans, range: { ...plain, number: 'doors', equal: 'doors' } });
defineSearch('vanSearch', vanProjection, {
  ...vans,
  // @ts-expect-error an end has the text that must be the same
  range: { ...plain, number: 'load.weight', equal: 'load.unit' },
});
