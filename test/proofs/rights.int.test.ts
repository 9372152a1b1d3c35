// What may not be known of takes as long as what is not there: reads and commands of one caller, of another's things and of
// nothing, by turns. And what rules cost: the same read by a role, by its owner, and where nobody is asked who they are.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningApi } from '../../src/engine/host/roles.ts';
import { headersOf, startGuardedApi } from '../support/guarded-api.ts';
import { figures, sized } from '../support/proof.ts';
import { clientOf, withShop } from '../support/shop.ts';

const ROUNDS = sized(40, 3_000);
/** Of the medians, where so many were measured that it means something. */
const MOST = sized(Infinity, 1.1);

const shop = withShop();
let api: RunningApi;
beforeAll(async () => {
  api = await startGuardedApi(shop());
});
afterAll(() => api.close(1000));

interface Timed {
  readonly url: string;
  readonly source: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Medians in milliseconds, of requests sent by turns. */
async function medians(all: readonly Timed[]): Promise<readonly number[]> {
  const times = all.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, { url, source, headers }] of all.entries()) {
      const began = performance.now();
      await (await clientOf(url).post(source, { headers })).text();
      times[index]?.push(performance.now() - began);
    }
  }
  return times.map((some) => some.toSorted((a, b) => a - b)[Math.floor(some.length / 2)] ?? 0);
}

const PAIRS = {
  'a document': (id: string) => `{ order(id: "${id}") { id status total { amount } } }`,
  'a document at a version': (id: string) => `{ order(id: "${id}", minVersion: 2) { id } }`,
  'a document folded for the read': (id: string) =>
    `{ order(id: "${id}", minVersion: 90, consistency: { ifBehind: WRITE_MODEL }) { id } }`,
  'a command': (id: string) =>
    `mutation { payOrder(input: { orderId: "${id}", paymentReference: "x" }) { __typename } }`,
};

it.each(Object.entries(PAIRS))("%s of another's and of nothing", async (what, sourceOf) => {
  const headers = await headersOf({ customerId: 'customer-9' });
  const [kept, absent] = await medians(
    ['demo-order-1', 'demo-order-x'].map((id) => ({ url: api.url, source: sourceOf(id), headers })),
  );
  const ratio = (kept ?? 0) / (absent ?? 1);
  figures(`${what}: of another's against of nothing`, {
    'of nothing (ms)': (absent ?? 0).toFixed(2),
    ratio: ratio.toFixed(2),
  });
  expect(Math.max(ratio, 1 / ratio)).toBeLessThanOrEqual(MOST);
});

it('the cost of rules', async () => {
  const source = '{ order(id: "demo-order-1") { id status total { amount } } }';
  const [open, byRole, byOwner] = await medians([
    { url: shop().api.url, source, headers: {} },
    { url: api.url, source, headers: await headersOf({ roles: ['clerk'] }) },
    { url: api.url, source, headers: await headersOf({ customerId: 'customer-1' }) },
  ]);
  figures('a read of one document', {
    'without authentication (ms)': (open ?? 0).toFixed(2),
    'by a role (ms)': (byRole ?? 0).toFixed(2),
    'by its owner (ms)': (byOwner ?? 0).toFixed(2),
    'owner against role': ((byOwner ?? 0) / (byRole ?? 1)).toFixed(2),
  });
  expect((byOwner ?? 0) / (byRole ?? 1)).toBeLessThanOrEqual(MOST);
});
