// Facts of documents for rules, remembered by their texts: the same as the document says, for each document and each
// rule.
import { expect, it, vi } from 'vitest';
import { anyOf, owner, role, when } from '../../../../src/engine/definitions/access.ts';
import { ruleFactsOf } from '../../../../src/engine/shapes/document/rule-facts.ts';

const documentOf = (stored: string, body: Readonly<Record<string, string>>) => {
  const parse = vi.fn(() => body);
  return {
    parse,
    document: {
      stored,
      get body() {
        return parse();
      },
    },
  };
};

it('parses a text once, and gives the fields that its rule asks for', () => {
  const factsOf = ruleFactsOf({ access: { read: anyOf(owner('keeperId'), owner('id'), role('clerk')) } });
  const { document, parse } = documentOf('7 1 {a}', { keeperId: 'k', name: 'lamp' });
  for (let times = 0; times < 3; times += 1)
    expect(factsOf('a', document)).toEqual({ keeperId: 'k', id: 'a' });
  expect(parse).toHaveBeenCalledTimes(1);
});

it('takes a changed document by its new text', () => {
  const factsOf = ruleFactsOf({ access: { read: owner('keeperId') } });
  factsOf('a', documentOf('7 1 {}', { keeperId: 'k' }).document);
  const changed = documentOf('8 2 {}', { keeperId: 'other' }).document;
  for (let times = 0; times < 2; times += 1) expect(factsOf('a', changed)).toEqual({ keeperId: 'other' });
});

it('takes nothing of another document, though its text is the same', () => {
  const factsOf = ruleFactsOf({ access: { read: owner('id') } });
  const same = documentOf('7 1 {same}', { name: 'lamp' });
  for (const id of ['a', 'b', 'a']) expect(factsOf(id, same.document)).toEqual({ id });
});

it('nor of another kind of document with the same id', () => {
  const rule = owner('keeperId');
  const [lamps, chairs] = [ruleFactsOf({ access: { read: rule } }), ruleFactsOf({ access: { read: rule } })];
  lamps('a', documentOf('7 1 {}', { keeperId: 'k' }).document);
  expect(chairs('a', documentOf('7 1 {}', { keeperId: 'other' }).document)).toEqual({ keeperId: 'other' });
});

it('gives a rule of an own test all fields, each time', () => {
  const own = when('is a lamp', (_, { name }) => name === 'lamp');
  const factsOf = ruleFactsOf({ access: { read: anyOf(owner('keeperId'), own) } });
  const { document, parse } = documentOf('7 1 {b}', { keeperId: 'k', name: 'lamp' });
  for (let times = 0; times < 2; times += 1)
    expect(factsOf('a', document)).toEqual({ keeperId: 'k', name: 'lamp', id: 'a' });
  expect(parse).toHaveBeenCalledTimes(2);
});

it('has nothing of a document that was removed', () => {
  expect(ruleFactsOf({ access: { read: owner('keeperId') } })('a', { body: null })).toBeUndefined();
});
