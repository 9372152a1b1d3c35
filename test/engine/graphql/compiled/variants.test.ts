import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { conditionsOf, variantOf } from '../../../../src/engine/graphql/compiled/variants.ts';

const of = (selection: string) =>
  conditionsOf(parse(`query { a ${selection} } fragment F on Query { b @skip(if: $f) }`));

it('finds the variables of conditions, those of fragments too, and no others', () => {
  expect(
    of('@include(if: $a) @skip(if: true) ... on Query @skip(if: $b) { c(if: $c) @other(if: $d) }'),
  ).toEqual(['a', 'b', 'f']);
});

it('does not take more than four', () => {
  const conditions = (count: number) =>
    Array.from({ length: count }, (_, at) => `x${at}: a @skip(if: $v${at})`).join(' ');
  expect(of(conditions(3))).toHaveLength(4);
  expect(of(conditions(4))).toBeUndefined();
});

it('tells apart what they select', () => {
  const variants = [
    variantOf(['a', 'b'], { a: true, b: false }),
    variantOf(['a', 'b'], { a: false, b: true }),
    variantOf([], { a: true }),
  ];
  expect(variants).toEqual(['10', '01', '']);
});

it.each([[{}], [{ a: null }], [{ a: 'true' }], [{ a: 1 }]])('has none for what is refused: %j', (values) => {
  expect(variantOf(['a'], values)).toBeUndefined();
});
