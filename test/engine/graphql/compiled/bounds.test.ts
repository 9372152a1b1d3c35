// Bounds of what is compiled, whatever is sent: distinct documents, each again and again with all values of its
// conditions.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { getOperationAST } from 'graphql';
import { expect, it } from 'vitest';
import { documentReaderOf } from '../../../../src/engine/graphql/admission/document-reader.ts';
import { knownOperations } from '../../../../src/engine/graphql/compiled/known-operations.ts';
import { LIMITS } from '../../../../src/engine/model/limits.ts';
import { memoryServices } from '../../../support/memory-services.ts';
import { requestContext } from '../../../support/run-operation.ts';
import { shopSchema } from '../../../support/select-all.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

/** What weak references let go is taken at the second time. */
async function heapBytes(): Promise<number> {
  for (let time = 0; time < 3; time += 1) {
    if (typeof collectGarbage === 'function') Reflect.apply(collectGarbage, undefined, []);
    await new Promise(setImmediate);
  }
  return process.memoryUsage().heapUsed;
}

const VARIABLES = '$a: Boolean!, $b: Boolean!, $c: Boolean!, $d: Boolean!';
const CONDITIONS = ['a', 'b', 'c', 'd'];
const fields = (count: number, start: string) =>
  Array.from({ length: count }, (_, at) => `${start}${at}: status`).join(' ');

const conditional = CONDITIONS.map((name) => `${name}: id @skip(if: $${name})`).join(' ');

/** All of it is compiled. */
const wide = (number: number): string =>
  `query ($id: ID!, ${VARIABLES}) { order(id: $id) { ${fields(280, `w${number}_`)} ${conditional} } }`;

/** Nearly nothing of it is compiled, and all of it has to be held. */
const hollow = (number: number): string => {
  const skipped = ['y', 'z'].map((name) => `${name}: order(id: $id) @skip(if: true) { ${fields(280, 'h')} }`);
  return `query ($id: ID!, ${VARIABLES}) { order(id: $id) { x${number}: id ${conditional} } ${skipped.join(' ')} }`;
};

/** Each of them twice, with all values of its conditions. */
async function send(sources: readonly string[]): Promise<void> {
  const reader = documentReaderOf(shopSchema);
  const contextValue = requestContext(memoryServices());
  for (const query of sources) {
    for (let time = 0; time < 2 * 2 ** CONDITIONS.length; time += 1) {
      const document = reader.read({ query });
      expect(reader.validate(document)).toEqual([]);
      const operation = getOperationAST(document);
      const values = CONDITIONS.map((name, bit) => [name, (time & (2 ** bit)) !== 0] as const);
      const variableValues = { id: 'a', ...Object.fromEntries(values) };
      await (operation && operationOf(document, operation)?.({ document, variableValues, contextValue }));
    }
  }
}

const { documentCacheBytes, compiledBytes } = LIMITS;
const operationOf = knownOperations(shopSchema);
const numbered = (count: number, of: (number: number) => string) =>
  Array.from({ length: count }, (_, number) => of(number));

it.each([
  { what: 'documents of many fields', of: wide, count: 16, limit: documentCacheBytes + compiledBytes },
  {
    what: 'documents of which hardly anything is asked for',
    of: hollow,
    count: 90,
    limit: documentCacheBytes,
  },
])('$what', { timeout: 120_000 }, async ({ of, count, limit }) => {
  await send([of(10_000)]);
  const before = await heapBytes();
  await send(numbered(count, of));
  expect((await heapBytes()) - before).toBeLessThan(limit);
});
