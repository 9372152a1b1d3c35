import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineDocument } from '../../../../src/engine/shapes/document/declare.ts';
import { foldEvent } from '../../../../src/engine/fold/fold-document.ts';
import { defineProjection } from '../../../../src/engine/definitions/projection.ts';
import { scoreOf } from '../../../../src/engine/shapes/ranking/declare.ts';
import { record } from '../../../../src/engine/testing/record.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';

const ranking = { name: 'best', highest: 'score', rank: 'rank', signature: '0a1b2c' };

describe('a document in a ranking', () => {
  test('is ranked by its score, zero and below as well', () => {
    expect([7, 0, -7].map((score) => scoreOf(ranking, { score }))).toEqual([7, 0, -7]);
  });

  test('that was removed or has no score is not ranked', () => {
    expect([null, { score: null }, {}].map((body) => scoreOf(ranking, body))).toEqual([null, null, null]);
  });
});

describe('a projection', () => {
  const document = defineDocument('Scored', {
    score: z.int().nullable(),
    other: z.int().min(0).meta({ description: 'Another score.' }),
    text: z.string(),
    share: z.number(),
  });
  const define = (
    rankings: Readonly<Record<string, { readonly highest: 'score' | 'other'; readonly rank?: string }>>,
    lanes = 1,
  ) =>
    defineProjection('scored', {
      document,
      from: [CounterEvents],
      create: { CounterOpened: () => ({ score: null, other: 0, text: '', share: 0.5 }) },
      update: {
        CounterIncremented: (one, { data: { by } }) => ({ ...one, score: by }),
        CounterRenamed: (one) => one,
      },
      rankings,
      lanes,
    });
  const best = { best: { highest: 'score' } } as const;

  test('with rankings has one lane, and documents whose fields are their own', () => {
    expect(define(best).rankings).toMatchObject([{ name: 'best', highest: 'score', rank: 'rank' }]);
    expect(() => define(best, 2)).toThrow(/rankings, so it must have one lane/);
    expect(() => define({ best: { highest: 'score', rank: 'text' } })).toThrow(/has a field text already/);
    expect(() => define({ best: { highest: 'score', rank: 'version' } })).toThrow(
      /has a field version already/,
    );
    expect(() => define({ ...best, rest: { highest: 'other' } })).toThrow(/has a field rank already/);
    expect(define({ ...best, rest: { highest: 'other', rank: 'otherRank' } }).rankings).toHaveLength(2);
  });

  test.each(['text', 'share', 'nothing'])('is not ranked by what is no whole number: %s', (field) => {
    expect(() => define({ best: { highest: field as 'score' } })).toThrow(/is no z.int\(\)/);
  });

  test('is another one when its rankings are others, so that it is rebuilt', () => {
    const hashes = [define({}), define(best), define({ best: { highest: 'other' } })].map(
      ({ foldId }) => foldId,
    );
    expect(new Set(hashes).size).toBe(3);
  });

  test('can not fold a score that a ranking would round', () => {
    const [opened, ...incremented] = record([
      CounterEvents.CounterOpened({ name: 'c' }),
      CounterEvents.CounterIncremented({ by: Number.MAX_SAFE_INTEGER }),
      CounterEvents.CounterIncremented({ by: 2 ** 53 }),
      CounterEvents.CounterIncremented({ by: 1.5 }),
    ]);
    if (!opened) throw new Error('Nothing is recorded.');
    const projection = define(best);
    const before = foldEvent(projection, 'c', { before: null, event: opened });
    const outcomes = incremented.map((event) => {
      try {
        return foldEvent(projection, 'c', { before, event })?.own?.['score'];
      } catch (error) {
        return (error as { code?: string }).code;
      }
    });
    expect(outcomes).toEqual([Number.MAX_SAFE_INTEGER, 'FOLD_FAILED', 'FOLD_FAILED']);
  });
});
