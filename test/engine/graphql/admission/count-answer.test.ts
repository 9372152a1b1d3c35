import { graphqlSync, GraphQLInt, GraphQLList, GraphQLObjectType, GraphQLSchema, Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { admitAnswer } from '../../../../src/engine/graphql/admission/count-answer.ts';
import { LIMITS } from '../../../../src/engine/model/limits.ts';

const Cell = new GraphQLObjectType({
  name: 'Cell',
  fields: { a: { type: GraphQLInt }, b: { type: GraphQLInt } },
});
const Row = new GraphQLObjectType({ name: 'Row', fields: { cells: { type: new GraphQLList(Cell) } } });
const Table = new GraphQLObjectType({ name: 'Table', fields: { rows: { type: new GraphQLList(Row) } } });
const tableOf = (rows: number, cells: number) => ({
  rows: Array.from({ length: rows }, () => ({
    cells: Array.from({ length: cells }, () => ({ a: 1, b: 2 })),
  })),
});

function ask(source: string, table: object) {
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: {
        table: {
          type: Table,
          resolve: (_root, _args, request: object, info) => {
            admitAnswer(request, table, info);
            return table;
          },
        },
      },
    }),
  });
  const { data, errors = [] } = graphqlSync({ schema, source, contextValue: {} });
  return { data, codes: errors.map(({ extensions }) => extensions['code']) };
}

function infoOf(source: string): Parameters<typeof admitAnswer>[2] {
  const [operation] = parse(source).definitions;
  const fields = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
  return { fragments: {}, fieldNodes: fields.flatMap((node) => (node.kind === Kind.FIELD ? [node] : [])) };
}

const most = LIMITS.leavesPerOperation;
const refused = { data: { table: null }, codes: ['OPERATION_TOO_COSTLY'] };

describe('an answer whose lists are counted when it is there', () => {
  it('may have as many values as an operation may give, and not one more', () => {
    expect(ask('{ table { rows { cells { a } } } }', tableOf(100, most / 100)).codes).toEqual([]);
    expect(ask('{ table { rows { cells { a } } } }', tableOf(100, most / 100 + 1))).toEqual(refused);
    expect(ask('{ table { rows { cells { a b } } } }', tableOf(100, most / 200)).codes).toEqual([]);
    expect(ask('{ table { rows { cells { a b } } } }', tableOf(100, most / 200 + 1))).toEqual(refused);
  });

  it('is counted through fragments, wherever they are spread', () => {
    const table = tableOf(100, most / 400 + 1);
    const fragment = 'fragment Two on Cell { a b }';
    expect(ask(`{ table { rows { cells { ...Two } } } } ${fragment}`, table).codes).toEqual([]);
    const twice = `{ table { rows { cells { ...Two ... on Cell { c: a d: b } } } } } ${fragment}`;
    expect(ask(twice, table)).toEqual(refused);
  });

  it('is counted together with the others of its request', () => {
    const table = tableOf(100, most / 200);
    const { data, codes } = ask(
      '{ table { rows { cells { a } } } other: table { rows { cells { a } } } }',
      table,
    );
    expect([data?.['other'] !== null, codes]).toEqual([true, []]);
    const third =
      '{ table { rows { cells { a } } } b: table { rows { cells { a } } } c: table { rows { cells { a } } } }';
    expect(ask(third, table)).toMatchObject({ data: { c: null }, codes: ['OPERATION_TOO_COSTLY'] });
  });

  it('is counted once, and in every request', () => {
    let looked = 0;
    const cells = Array.from({ length: most / 100 }, () => ({ a: 1, b: 2 }));
    const rows = Array.from({ length: 100 }, () => ({ cells }));
    const table = {
      get rows() {
        looked += 1;
        return rows;
      },
    };
    const info = infoOf('{ table { rows { cells { a } } } }');
    const request = {};
    admitAnswer({}, table, info);
    admitAnswer(request, table, info);
    expect(looked).toBe(1);
    expect(() => admitAnswer(request, table, info)).toThrow(/values/);
    admitAnswer({}, table, infoOf('{ table { rows { cells { a } } } }'));
    expect(() => admitAnswer({}, table, infoOf('{ table { rows { cells { a b } } } }'))).toThrow(/values/);
  });

  it('may have nothing in it', () => {
    expect(ask('{ table { rows { cells { a } } } }', { rows: null })).toEqual({
      data: { table: { rows: null } },
      codes: [],
    });
  });
});
