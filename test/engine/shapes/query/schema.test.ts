// A query over several documents: which are asked for, and what is answered again.
import { getOperationAST, parse } from 'graphql';
import { beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { defineModule } from '../../../../src/engine/definitions/module.ts';
import { defineSystem } from '../../../../src/engine/definitions/define-system.ts';
import { knownOperations } from '../../../../src/engine/graphql/compiled/known-operations.ts';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';
import { defineQuery } from '../../../../src/engine/shapes/query/declare.ts';
import { CounterEvents } from '../../../support/counter-domain.ts';
import { counterProjection } from '../../../support/counter-projections.ts';
import { memoryServices, shownDocument, tokenAt } from '../../../support/memory-services.ts';
import { requestContext, runOperation, type MemoryServices } from '../../../support/run-operation.ts';

let made = 0;
const sums = defineQuery('sums', {
  over: counterProjection,
  args: z.object({ first: z.string() }),
  result: z.object({
    sum: z.int(),
    names: z.array(z.object({ name: z.string() }).meta({ graphql: 'SumName' })),
  }),
  ids: ({ first }, selected) => (selected.has('name') ? [first, `${first}-name`] : [first]),
  answer: (_args, counters, selected) => {
    made += 1;
    const names = selected.has('name') ? counters.map(({ name }) => ({ name })) : [];
    return { sum: counters.reduce((sum, { count }) => sum + count, 0), names };
  },
});
const schema = buildSchema(
  defineSystem('test', [
    defineModule('counters', { events: [CounterEvents], graphql: (g) => g.query(sums) }),
  ]),
);

let memory: MemoryServices;
let counts: readonly number[] = [];
beforeEach(() => {
  made = 0;
  counts = [1, 2];
  memory = memoryServices();
  memory.answers.readAll = async ({ ids }) => ({
    documents: ids.map((id, index) => {
      const body = { name: id, count: counts[index] ?? 0 };
      return { ...shownDocument({ readModel: 'counter', id, body }), stored: `7 1 ${JSON.stringify(body)}` };
    }),
    token: tokenAt(7),
  });
});

const asked = (): readonly (readonly string[])[] => memory.readsOfMany.map(({ ids }) => ids);

it('reads what the fields that are selected need', async () => {
  const context = requestContext(memory);
  const source = `{ sums(first: "a") { ...S } few: sums(first: "b") { sum } } fragment S on Sums { names { name } }`;
  expect(await runOperation(schema, { source, context })).toEqual({
    data: { sums: { names: [{ name: 'a' }, { name: 'a-name' }] }, few: { sum: 1 } },
  });
  expect(asked()).toEqual([['a', 'a-name'], ['b']]);
});

it('is answered again as it was while its documents are as they were, and anew when they are not', async () => {
  const document = parse('{ sums(first: "again") { sum names { name } } }');
  const operation = getOperationAST(document);
  if (!operation) throw new Error('There is no operation.');
  const known = knownOperations(schema);
  known(document, operation);
  const ask = () => known(document, operation)?.({ document, contextValue: requestContext(memory) });
  const text = (sum: number): string =>
    JSON.stringify({ data: { sums: { sum, names: [{ name: 'again' }, { name: 'again-name' }] } } });
  expect([await ask(), await ask(), made]).toEqual([{ text: text(3) }, { text: text(3) }, 1]);
  counts = [1, 5];
  expect([await ask(), await ask(), made]).toEqual([{ text: text(6) }, { text: text(6) }, 2]);
  counts = [1, 2];
  expect([await ask(), made]).toEqual([{ text: text(3) }, 3]);
});
