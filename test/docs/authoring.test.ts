// The authors' guide against the code: all that it shows is there.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toStream } from '#engine';
import { inMemory, projecting } from '#engine/testing';
import { defineSystem } from '../../src/engine/definitions/define-system.ts';
import { buildSchema } from '../../src/engine/graphql/schema/build-schema.ts';
import { printSchemaText } from '../../src/engine/graphql/schema/print-schema.ts';
import { undescribed } from '../../src/engine/graphql/schema/undescribed.ts';
import { blocksOf } from '../support/guide.ts';
import { upcasterFor } from '../../src/engine/flow/accept/event-store/upcast-events.ts';
import { couponModule } from './described-coupons.ts';
import { productRatingProjection, ReviewEvents } from './product-rating.ts';
import { VisitEvents } from './visits.ts';

const shown = blocksOf(readFileSync('docs/authoring.md', 'utf8')).map(({ text }) => text);

test('the read model of many streams in the chapter for authors compiles, and counts', () => {
  const code = readFileSync('test/docs/product-rating.ts', 'utf8');
  expect(shown).toContain(code.slice(code.indexOf('/**')));
  const written = (rating: number) => ReviewEvents.ReviewWritten({ productId: 'mug', rating });
  const ratings = projecting(productRatingProjection, [
    toStream('r-1', written(5)),
    toStream('r-2', written(2)),
    toStream('r-1', ReviewEvents.ReviewWithdrawn({ productId: 'mug', rating: 5 })),
  ]);
  expect(ratings.get('mug')).toMatchObject({ version: 3, sum: 2, count: 1 });
});

test('the scalar in the chapter for authors is the real one', () => {
  const scalars = shown.filter((text) => text.includes('defineScalar('));
  expect(scalars).toHaveLength(1);
  expect(readFileSync('src/domain/shared/countries.ts', 'utf8')).toContain(scalars[0]);
});

test('the search in the chapter for authors is the real one', () => {
  const searches = shown.filter((text) => text.includes('defineSearch('));
  expect(searches).toHaveLength(1);
  const code = readFileSync('src/domain/catalogue/projections/product-search.ts', 'utf8');
  expect(code.slice(code.indexOf('export'))).toBe(searches[0]);
});

test('the events of several shapes in the chapter for authors compile, and older ones are read as the newest', () => {
  const code = readFileSync('test/docs/visits.ts', 'utf8');
  expect(shown).toContain(code.slice(code.indexOf('export')));
  const row = {
    position: '1',
    id: 'e',
    stream: 'visit/v',
    version: 1,
    type: 'VisitBooked',
    schemaVersion: 1,
  };
  const times = { recordedAt: '2026-01-01T00:00:00.000Z', occurredAt: '2026-01-01T00:00:00.000Z' };
  const metadata = { causationId: 'c', correlationId: 'k', principal: 'p' };
  const booked = upcasterFor([VisitEvents])({ ...row, ...times, metadata, payload: { name: 'Ann' } });
  expect(booked.data).toEqual({ guest: 'Ann', nights: 1, breakfast: false });
});

test('the reaction in the chapter for authors is the real one', () => {
  const reactions = shown.filter((text) => text.includes('defineReaction('));
  expect(reactions).toHaveLength(1);
  const code = readFileSync('src/domain/loyalty/reactions.ts', 'utf8');
  expect(code.slice(code.indexOf('/**'))).toBe(reactions[0]);
});

test('the coupons in the chapter for authors are described whole, deprecated where it says so, and work', async () => {
  const code = readFileSync('test/docs/described-coupons.ts', 'utf8');
  expect(shown).toContain(
    `${code.slice(code.indexOf('export const CouponState'), code.indexOf('const redeem =')).trimEnd()}\n`,
  );
  const system = defineSystem('coupons', [couponModule]);
  const schema = buildSchema(system);
  expect(undescribed(system, schema)).toEqual([]);
  const lines = printSchemaText(schema).split('\n');
  expect(lines.filter((line) => line.includes('@deprecated')).map((line) => line.trim())).toEqual([
    'value: Int! @deprecated(reason: "Use worth instead.")',
    'SPENT @deprecated(reason: "Use REDEEMED instead.")',
    '): SpendCouponResult @deprecated(reason: "Use redeemCoupon instead.")',
    'cashier: String @deprecated(reason: "Leave it out.")',
  ]);

  const runtime = await inMemory({ modules: [couponModule] });
  await runtime.send('issueCoupon', { couponId: 'c-1', worth: 500 });
  const redeemed = { couponId: 'c-1', till: '3', cashier: null };
  expect(await runtime.send('redeemCoupon', redeemed)).toMatchObject({ accepted: true });
  expect(await runtime.send('spendCoupon', { couponId: 'c-1', till: '4' })).toMatchObject({
    rejection: { code: 'COUPON_GONE', message: 'The coupon was redeemed at till 3.' },
  });
  await runtime.close();
});
