import { describe, expect, it } from 'vitest';
import type { ShownDocument } from '../../../../src/engine/model/services.ts';
import {
  keptAnswers,
  questionOf,
  type Answer,
  type Question,
} from '../../../../src/engine/shapes/query/kept-answers.ts';
import { shownDocument } from '../../../support/memory-services.ts';

const question = (of: Partial<Omit<Question, 'key'>> = {}): Question =>
  questionOf({
    query: 'sums',
    given: { from: 'a' },
    args: { from: 'a' },
    selected: new Set(['count']),
    ...of,
  });
const document = (id: string, stored: string | undefined): ShownDocument => ({
  ...shownDocument({ readModel: 'sum', id, body: {} }),
  ...(stored === undefined ? {} : { stored }),
});
const documents = [document('a', '1 {}'), document('b', '2 {}')];

/** Answers are told apart by how many were made before them. */
function answering(room: Partial<Parameters<typeof keptAnswers>[0]> = {}) {
  const kept = keptAnswers({ answers: 10, bytes: 10_000, ...room });
  let made = 0;
  const make = (): Answer => ({ made: (made += 1) });
  return (asking: Question = question(), found: readonly ShownDocument[] = documents): Answer =>
    kept.answer(asking, { ids: found.map(({ id }) => id), documents: found }, make);
}

describe('the answer to the same question', () => {
  it('is the same object while its documents are as they were', () => {
    const ask = answering();
    const first = ask();
    expect(ask(question({ args: { from: 'a' }, selected: new Set(['count']) }))).toBe(first);
    expect(ask(question(), [document('a', '1 {}'), document('b', '2 {}')])).toBe(first);
  });

  it('does not depend on the order of the fields', () => {
    const ask = answering();
    const first = ask(question({ selected: new Set(['a', 'b']) }));
    expect(ask(question({ selected: new Set(['b', 'a']) }))).toBe(first);
  });

  it('may have no document at all', () => {
    const ask = answering();
    expect(ask(question(), [])).toBe(ask(question(), []));
  });

  it.each([
    ['another text', [document('a', '1 {}'), document('b', '3 {}')]],
    ['another document', [document('a', '1 {}'), document('c', '2 {}')]],
    ['one document less', [document('a', '1 {}')]],
    ['one document more', [...documents, document('c', '1 {}')]],
  ])('is made again of %s', (_what, found) => {
    const ask = answering();
    ask();
    expect(ask(question(), found)).toEqual({ made: 2 });
    expect(ask(question(), found)).toEqual({ made: 2 });
    expect(ask()).toEqual({ made: 3 });
  });

  it('is made each time of a document that is not as it is stored', () => {
    const ask = answering();
    const found = [document('a', '1 {}'), document('b', undefined)];
    expect([ask(question(), found), ask(question(), found)]).toEqual([{ made: 1 }, { made: 2 }]);
  });
});

describe('the ids of the same question', () => {
  it('are known once it was answered', () => {
    const kept = keptAnswers({ answers: 10, bytes: 10_000 });
    const ids = ['a', 'b', 'none'];
    expect(kept.idsOf(question())).toBeUndefined();
    kept.answer(question(), { ids, documents }, () => ({}));
    expect(kept.idsOf(question())).toBe(ids);
    expect(kept.idsOf(question({ args: { from: 'today' } }))).toBeUndefined();
  });
});

describe('another question', () => {
  it.each([
    ['of another query', { query: 'others' }],
    ['of other arguments', { given: { from: 'b' }, args: { from: 'b' } }],
    ['of which other arguments were made', { args: { from: 'today' } }],
    ['of other fields', { selected: new Set(['count', 'sum']) }],
  ])('%s has an answer of its own', (_what, of) => {
    const ask = answering();
    const first = ask();
    expect(ask(question(of))).not.toBe(first);
  });
});

describe('the room for answers', () => {
  const of = (from: string): Question => question({ given: { from }, args: { from } });

  it('is left to those that were asked for last', () => {
    const ask = answering({ answers: 2 });
    const [a, b] = [ask(of('a')), ask(of('b'))];
    expect(ask(of('a'))).toBe(a);
    ask(of('c'));
    expect(ask(of('a'))).toBe(a);
    expect(ask(of('b'))).not.toBe(b);
  });

  it('is bounded by the bytes of what they were made of', () => {
    const ask = answering({ bytes: 10_000 });
    const long = [document('a', 'x'.repeat(1000))];
    const [a, b] = [ask(of('a'), long), ask(of('b'), long)];
    expect([ask(of('a'), long), ask(of('b'), long)]).toEqual([a, b]);
    ask(of('c'), long);
    expect(ask(of('b'), long)).toBe(b);
    expect(ask(of('a'), long)).not.toBe(a);
  });

  it('is not taken by an answer that has no room', () => {
    const ask = answering({ bytes: 10_000 });
    const a = ask(of('a'));
    const huge = [document('a', 'x'.repeat(10_000))];
    expect(ask(of('b'), huge)).not.toBe(ask(of('b'), huge));
    expect(ask(of('a'))).toBe(a);
  });
});
