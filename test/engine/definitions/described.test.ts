// Descriptions and deprecations of definitions, which change nothing else in them.
import { expect, it } from 'vitest';
import { z } from 'zod';
import { deprecated, deprecationOf, type Deprecatable } from '../../../src/engine/definitions/described.ts';
import { defineEvents, event } from '../../../src/engine/definitions/events.ts';
import { defineProjection } from '../../../src/engine/definitions/projection.ts';
import { dateTime, enumeration } from '../../../src/engine/definitions/values.ts';
import { defineDocument } from '../../../src/engine/shapes/document/declare.ts';
import { defineSearch } from '../../../src/engine/shapes/search/declare.ts';

const NoteEvents = defineEvents('note', { NoteWritten: event<{ text: string }>() });

function projectionSaying(said: Deprecatable) {
  const text = z.string().meta({ ...said, deprecated: undefined });
  const projection = defineProjection('note', {
    document: defineDocument('Note', { text, length: z.int(), at: dateTime() }, { ...said }),
    from: [NoteEvents],
    lists: { notes: { newest: 'at', ...said } },
    rankings: { longest: { highest: 'length', ...said } },
    create: {
      NoteWritten: ({ data, occurredAt }) => ({ text: data.text, length: data.text.length, at: occurredAt }),
    },
    update: {},
  });
  const search = defineSearch('noteSearch', projection, {
    ...{ search: 'findNotes', text: { text: 'A' } },
    ...said,
  });
  return [projection, search].map(({ codeHash }) => codeHash);
}

it('a description, or a deprecation, rebuilds no read model', () => {
  const hashes = projectionSaying({});
  expect(projectionSaying({ description: 'What was written.' })).toEqual(hashes);
  expect(projectionSaying({ description: 'Notes.', deprecated: 'Use your head.' })).toEqual(hashes);
});

it('an enumeration takes the same values, described or not', () => {
  const mere = enumeration('Size', ['BIG', 'SMALL']);
  const described = enumeration('Size', { BIG: 'Over a metre.', SMALL: { deprecated: 'Use BIG.' } });
  expect(described.options).toEqual(mere.options);
  expect(described.safeParse('BIG').success).toBe(true);
  expect(described.safeParse('HUGE').success).toBe(false);
});

it('a deprecated schema keeps its description and its type', () => {
  const old = deprecated(z.int().meta({ description: 'In grams.' }), 'Use weight.');
  expect(old.description).toBe('In grams.');
  expect(old.parse(3)).toBe(3);
  expect(deprecationOf(old)).toBe('Use weight.');
  expect(deprecationOf(z.int())).toBe(undefined);
});
