// Compiled operations answer as graphql-js does: over a domain that has every kind of value, of documents that are as
// they should be and of others. And the comparison proves itself: it sees each of the bugs that are planted here.
import fc from 'fast-check';
import { execute, getOperationAST, parse, validate, type ExecutionResult } from 'graphql';
import { afterEach, expect, it, vi } from 'vitest';
import type * as Fields from '../../../../src/engine/graphql/compiled/collect-fields.ts';
import type * as Leaf from '../../../../src/engine/graphql/compiled/write-leaf.ts';
import { knownOperations } from '../../../../src/engine/graphql/compiled/known-operations.ts';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';
import { defineSystem } from '../../../../src/engine/definitions/define-system.ts';
import { chosen } from '../../../support/differential/choices.ts';
import { oddText } from '../../../support/differential/odd-documents.ts';
import { writeRequest } from '../../../support/differential/write-operation.ts';
import { memoryServices, shownDocument, tokenAt } from '../../../support/memory-services.ts';
import { parcelModule, personModule } from '../../../support/parcel-domain.ts';
import { randomFrom } from '../../../support/random.ts';
import { requestContext } from '../../../support/run-operation.ts';

const schema = buildSchema(defineSystem('test', [parcelModule, personModule]));
const ids = ['p1', 'p2'];
const world = { ids: { parcel: ids, order: ids }, odd: {}, cursors: ['x'], tokens: ['x'] };

const parcel = {
  ...{ status: 'SENT', senderId: 's1', senderName: 'Ada', sender: { id: 's1', name: 'Ada', home: null } },
  declared: { minor: 1250, currency: 'EUR' },
  fees: [{ minor: 7, currency: 'EUR' }, null],
  address: { line1: 'x', line2: null },
  lines: [
    { product: { id: 'a', name: 'A' }, price: { minor: 1, currency: 'EUR' } },
    { product: { id: 'b', name: 'B' } },
  ],
  grid: [[1, 2], []],
  ...{ weight: 1.125, fragile: true, sentAt: '2026-01-02T03:04:05.006Z' },
};

/** As it is stored: `<position> <version> <json>`. */
const stored = fc.noBias(fc.nat(2 ** 31 - 2)).map((seed) => {
  const text = `7 1 ${JSON.stringify(parcel)}`;
  return seed % 2 === 0 ? text : oddText(randomFrom(seed), text);
});

function read(id: string, text: string) {
  const body = parsed(text.split(' ').slice(2).join(' '));
  return typeof body === 'object' && body !== null
    ? { ...shownDocument({ readModel: 'parcel', id, body: { ...body } }), stored: text }
    : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

type Variables = Readonly<Record<string, unknown>>;

/** Fields at the root may fail in any order. */
const shown = ({ errors, ...rest }: ExecutionResult): string =>
  JSON.stringify({ errors: errors?.map((error) => JSON.stringify(error)).sort(), ...rest });

/** What is answered otherwise; undefined if nothing is. */
async function difference(known: typeof knownOperations, numRuns: number): Promise<string | undefined> {
  const operationOf = known(schema);
  const memory = memoryServices();
  const contextValue = requestContext(memory);
  const compare = async (
    source: string,
    variableValues: Variables,
    texts: readonly string[],
  ): Promise<void> => {
    const document = parse(source);
    const operation = getOperationAST(document);
    if (!operation || validate(schema, document).length > 0) return;
    const args = { document, variableValues, contextValue };
    operationOf(document, operation);
    for (const text of texts) {
      memory.answers.read = async ({ id }) => ({ document: read(id, text), token: tokenAt(7) });
      const answer = await operationOf(document, operation)?.(args);
      if (!answer) continue;
      const byGraphql = await execute({ ...args, schema });
      if ('text' in answer) expect(answer.text).toBe(JSON.stringify(byGraphql));
      else expect(shown(answer.result)).toBe(shown(byGraphql));
    }
  };
  const texts = fc.array(stored, { minLength: 2, maxLength: 3 });
  const property = fc.asyncProperty(chosen, texts, async (choices, [first = '', ...others]) => {
    const { body, otherBody } = writeRequest(schema, world, choices);
    for (const sent of [body, otherBody].map((each) => parsed(each ?? ''))) {
      const { query, variables } = Object(sent);
      if (isDocument(query)) await compare(query, Object(variables), [first, first, ...others]);
    }
  });
  const details = await fc.check(property, { numRuns });
  return details.failed ? fc.defaultReportMessage(details) : undefined;
}

function isDocument(query: unknown): query is string {
  if (typeof query !== 'string' || query.includes('mutation')) return false;
  try {
    return parse(query).definitions.length > 0;
  } catch {
    return false;
  }
}

const PATIENCE_MS = 120_000;

it('answers as graphql-js does', { timeout: PATIENCE_MS }, async () => {
  expect(await difference(knownOperations, 300)).toBeUndefined();
});

afterEach(() => {
  vi.doUnmock(LEAF);
  vi.doUnmock(FIELDS);
  vi.doUnmock(TEXTS);
  vi.doUnmock(VARIANTS);
  vi.resetModules();
});

const LEAF = '../../../../src/engine/graphql/compiled/write-leaf.ts';
const FIELDS = '../../../../src/engine/graphql/compiled/collect-fields.ts';
const TEXTS = '../../../../src/engine/graphql/compiled/rendered-texts.ts';
const VARIANTS = '../../../../src/engine/graphql/compiled/variants.ts';

it.each<{ readonly bug: string; readonly plant: () => void }>([
  {
    bug: 'a Float of two digits',
    plant: () =>
      vi.doMock(LEAF, async (importOriginal) => {
        const { leafWriter } = await importOriginal<typeof Leaf>();
        return {
          leafWriter: (type: Parameters<typeof leafWriter>[0]) =>
            type.name === 'Float' ? (value: unknown) => Number(value).toFixed(2) : leafWriter(type),
        };
      }),
  },
  {
    bug: 'the second selection of a field is forgotten',
    plant: () =>
      vi.doMock(FIELDS, async (importOriginal) => {
        const original = await importOriginal<typeof Fields>();
        const collectFields: typeof original.collectFields = (...asked) =>
          new Map([...original.collectFields(...asked)].map(([name, nodes]) => [name, nodes.slice(0, 1)]));
        return { ...original, collectFields };
      }),
  },
  {
    bug: 'a text of what was stored before',
    plant: () =>
      vi.doMock(TEXTS, () => ({
        renderedTexts: () => {
          const texts = new Map<string, string>();
          return {
            get: (key: string) => texts.get(key),
            keep: (key: string, { text }: { readonly text: string }) => texts.set(key, text),
          };
        },
      })),
  },
  {
    bug: 'a selection for other values of its conditions',
    plant: () =>
      vi.doMock(VARIANTS, async (importOriginal) => ({
        ...(await importOriginal<object>()),
        variantOf: () => '',
      })),
  },
])('sees $bug', { timeout: PATIENCE_MS }, async ({ plant }) => {
  plant();
  vi.resetModules();
  const planted = await import('../../../../src/engine/graphql/compiled/known-operations.ts');
  expect(await difference(planted.knownOperations, 10_000)).toContain('Counterexample');
});
