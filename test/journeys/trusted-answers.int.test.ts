// Answers to a document by its id, which are those to its text, byte for byte and header for header: operations drawn
// over the shop's schema, good and bad, by the ordinary way and by Yoga's.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  BY_YOGA,
  inOrder,
  openLanes,
  ORDINARY,
  type Answer,
  type Lanes,
} from '../support/differential/both-lanes.ts';
import { chosen } from '../support/differential/choices.ts';
import { lookAround, type World } from '../support/differential/world.ts';
import { writeRequest } from '../support/differential/write-operation.ts';
import { seedOfRun } from '../support/random.ts';
import { shopSchema } from '../support/select-all.ts';
import { withShop } from '../support/shop.ts';
import { onTable, persisted, sha256, waysIn } from '../support/trusted-documents.ts';

const shop = withShop();
const seed = seedOfRun();
let world: World;
let lanes: Lanes;
beforeAll(async () => {
  // Nothing changes between one answer and the next.
  await shop().stopWorker();
  world = await lookAround(shop(), {});
  lanes = openLanes(shop().url);
});
afterAll(() => lanes.close());

const shown = ({ status, headers, body }: Answer): string => [status, headers, body].join('\n');

/** The body of a request that names a document by its text; undefined for any other. */
function requestIn(body: string): (Record<string, unknown> & { readonly query: string }) | undefined {
  try {
    const request = JSON.parse(body) as Record<string, unknown> | null;
    if (typeof request?.['query'] !== 'string' || request['query'] === '' || Array.isArray(request))
      return undefined;
    const { query, extensions } = request;
    // Of a text with half a surrogate pair there is no hash.
    if (JSON.stringify(extensions)?.includes('persistedQuery') || /\p{Surrogate}/u.test(query))
      return undefined;
    return { ...request, query };
  } catch {
    return undefined;
  }
}

it(`is the same by id as by text (seed ${seed})`, { timeout: 240_000 }, async () => {
  const counted = { whole: 0, refused: 0 };
  const property = fc.asyncProperty(chosen, fc.boolean(), async (choices, isStored) => {
    const { body, headers } = writeRequest(shopSchema, world, choices);
    const request = requestIn(body);
    if (!request || request.query.includes('mutation')) return;
    const { query, ...others } = request;
    const hash = sha256(query);
    if (isStored) await onTable(shop().databaseUrl, (table) => table.add([{ id: hash, hash, text: query }]));
    else await shop().post(query, { extensions: persisted(hash) });
    const named = [
      { ...others, documentId: hash },
      { ...others, documentId: `sha256:${hash}` },
      ...('extensions' in others ? [] : [{ ...others, extensions: persisted(hash) }]),
    ];
    for (const lane of [ORDINARY, BY_YOGA]) {
      const byText = await lanes.send({ body, headers }, lane);
      counted[byText.body.startsWith('{"data"') ? 'whole' : 'refused'] += 1;
      for (const each of named) {
        const byId = await lanes.send({ body: JSON.stringify(each), headers }, lane);
        expect(shown(byId)).toBe(shown(byText));
      }
    }
  });
  await fc.assert(property, { seed, numRuns: 150 });
  expect(counted.whole).toBeGreaterThan(20);
  expect(counted.refused).toBeGreaterThan(5);
});

/** As every way in can carry it. */
function isPlain({
  query,
  variables = {},
  operationName = '',
  extensions = {},
}: Record<string, unknown>): boolean {
  const isObject = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  return (
    String(query).length < 2000 &&
    typeof operationName === 'string' &&
    isObject(variables) &&
    isObject(extensions)
  );
}

it.each(waysIn)(`is the same over %s (seed ${seed})`, { timeout: 240_000 }, async (_way, ask) => {
  let compared = 0;
  const property = fc.asyncProperty(chosen, async (choices) => {
    const request = requestIn(writeRequest(shopSchema, world, choices).body);
    if (!request || request.query.includes('mutation') || !isPlain(request)) return;
    const { query, ...others } = request;
    const documentId = sha256(query);
    await shop().post(query, { extensions: persisted(documentId) });
    const byText = await ask(shop().url, { query, ...others });
    const byId = await ask(shop().url, { documentId, ...others });
    expect(inOrder(JSON.stringify(byId))).toBe(inOrder(JSON.stringify(byText)));
    compared += 1;
  });
  await fc.assert(property, { seed, numRuns: 60 });
  expect(compared).toBeGreaterThan(20);
});
