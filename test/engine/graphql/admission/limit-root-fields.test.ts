// The limit of mutations in an operation, however they are written.
import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';
import { defineSystem } from '../../../../src/engine/definitions/define-system.ts';
import { limitRootFields } from '../../../../src/engine/graphql/admission/limit-root-fields.ts';
import { parcelModule } from '../../../support/parcel-domain.ts';

const schema = buildSchema(defineSystem('test', [parcelModule]));
const field = (name: string) => `${name}: watchParcel(input: { parcelId: "p" }) { __typename }`;
const fields = (count: number, prefix = 'f') =>
  Array.from({ length: count }, (_, index) => field(`${prefix}${index}`)).join('\n');
const check = (source: string) =>
  validate(schema, parse(source), [limitRootFields]).map(({ message, extensions }) => [
    extensions['code'],
    message,
  ]);
const refused = (count: number) => [
  ['TOO_MANY_MUTATIONS', `At most 10 mutations in one operation; these are ${count}.`],
];

describe('an operation', () => {
  it('of ten mutations runs', () => {
    expect(check(`mutation { ${fields(10)} }`)).toEqual([]);
  });
  it('of eleven does not', () => {
    expect(check(`mutation { ${fields(11)} }`)).toEqual(refused(11));
  });
  it('is counted through fragments in fragments', () => {
    const source = `mutation { ...A ${field('x')} ... on Mutation { ${fields(4, 'i')} } }
      fragment A on Mutation { ${fields(4, 'a')} ...B }
      fragment B on Mutation { ${fields(2, 'b')} }`;
    expect(check(source)).toEqual(refused(11));
  });
  it('counts what may be skipped', () => {
    const source = `mutation($no: Boolean!) { ${fields(10)} ... on Mutation @include(if: $no) { ${field('x')} } }`;
    expect(check(source)).toEqual(refused(11));
  });
  it('counts a field that is written twice once, as it runs once', () => {
    expect(check(`mutation { ${fields(10)} ...A ...A } fragment A on Mutation { ${fields(10)} }`)).toEqual(
      [],
    );
  });
  it('is counted for itself', () => {
    expect(check(`mutation A { ${fields(10)} } mutation B { ${fields(10)} }`)).toEqual([]);
  });
  it('ends on fragments that run in circles', () => {
    const source = `mutation { ...A } fragment A on Mutation { ${fields(11)} ...B } fragment B on Mutation { ...A }`;
    expect(check(source)).toEqual(refused(11));
  });
  it('of a query may have more', () => {
    const query = Array.from({ length: 11 }, (_, index) => `f${index}: parcel(id: "p") { id }`).join('\n');
    expect(check(`{ ${query} }`)).toEqual([]);
  });
});
