// A context whose fold calls a helper, in as many spellings as the golden file is tried with.
import { defineDocument, defineEvents, defineModule, defineProjection, defineSystem, event } from '#engine';
import { z } from 'zod';
import { brightness } from './brightness.ts';

export const LampEvents = defineEvents('lamp', {
  LampHung: event<{ watts: number }>(),
  LampDimmed: event<{ watts: number }>(),
});

/** @param factor what the helper multiplies by. */
export const lampsWith = (factor: number, version?: number) =>
  defineSystem('lamps', [
    defineModule('lamps', {
      events: [LampEvents],
      projections: [
        defineProjection('lamp', {
          ...(version === undefined ? {} : { version }),
          document: defineDocument('Lamp', { bright: z.number() }),
          from: [LampEvents],
          create: { LampHung: ({ data: { watts } }) => ({ bright: brightness(watts, factor) }) },
          update: { LampDimmed: (_lamp, { data: { watts } }) => ({ bright: brightness(watts, factor) }) },
        }),
      ],
    }),
  ]);
