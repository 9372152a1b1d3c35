// The coupons that docs/authoring.md describes, and what it takes to show them.
import {
  defineCommands,
  defineDecider,
  defineDocument,
  defineEvents,
  defineModule,
  defineProjection,
  defineRefusal,
  deprecated,
  enumeration,
  event,
  id,
  reject,
} from '#engine';
import { z } from 'zod';

const CouponEvents = defineEvents('coupon', {
  CouponIssued: event<{ worth: number }>(),
  CouponRedeemed: event<{ till: string }>(),
});

export const CouponState = enumeration(
  'CouponState',
  {
    OPEN: 'It can be redeemed.',
    REDEEMED: 'It was taken in, for good.',
    SPENT: { description: 'As REDEEMED, before 2026.', deprecated: 'Use REDEEMED instead.' },
  },
  { description: 'The life of a coupon.' },
);

const till = z.string().meta({ description: 'Number of the till that took it in.' });

export const CouponGone = defineRefusal(
  'CouponGone',
  { till },
  {
    description: 'The coupon was redeemed before.',
    message: (data) => `The coupon was redeemed at till ${data.till}.`,
  },
);

export const CouponCommands = defineCommands('coupon', {
  issueCoupon: {
    description: 'Issues a coupon.',
    creates: 'couponId',
    input: z.object({ couponId: id(), worth: z.int().meta({ description: 'In cents.' }) }),
  },
  redeemCoupon: {
    description: 'Takes a coupon in. Refused if it was redeemed before.',
    changes: 'couponId',
    input: z.object({
      couponId: id(),
      till,
      cashier: deprecated(z.string().nullable().meta({ description: 'Not kept any more.' }), 'Leave it out.'),
    }),
    refuses: [CouponGone],
  },
  spendCoupon: {
    description: 'As `redeemCoupon`.',
    deprecated: 'Use redeemCoupon instead.',
    changes: 'couponId',
    input: z.object({ couponId: id(), till }),
    refuses: [CouponGone],
  },
});

export const CouponDocument = defineDocument(
  'Coupon',
  {
    state: CouponState.meta({ description: 'Whether it can still be redeemed.' }),
    worth: z.int().meta({ description: 'In cents.' }),
    value: deprecated(z.int().meta({ description: 'As `worth`.' }), 'Use worth instead.'),
  },
  { description: 'Money off, once.' },
);

const redeem = (before: string | null, now: string) =>
  before === null ? CouponEvents.CouponRedeemed({ till: now }) : reject(CouponGone, { till: before });
const initialState: { readonly till: string | null } = { till: null };

const couponDecider = defineDecider({
  commands: CouponCommands,
  events: CouponEvents,
  initialState,
  decide: {
    issueCoupon: (_coupon, { worth }) => CouponEvents.CouponIssued({ worth }),
    redeemCoupon: (coupon, input) => redeem(coupon.till, input.till),
    spendCoupon: (coupon, input) => redeem(coupon.till, input.till),
  },
  evolve: { CouponIssued: (coupon) => coupon, CouponRedeemed: (_coupon, data) => ({ till: data.till }) },
});

const couponProjection = defineProjection('coupon', {
  document: CouponDocument,
  from: [CouponEvents],
  create: { CouponIssued: ({ data: { worth } }) => ({ state: 'OPEN', worth, value: worth }) },
  update: { CouponRedeemed: (coupon) => ({ ...coupon, state: 'REDEEMED' }) },
});

export const couponModule = defineModule('coupons', {
  events: [CouponEvents],
  deciders: [couponDecider],
  graphql: (g) => {
    g.mutations(CouponCommands, { shows: couponProjection });
    g.document(couponProjection);
  },
});
