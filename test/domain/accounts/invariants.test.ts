// Whatever is asked of an account, and in whatever sequence, these things stay true.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { given, projecting, type PastEvent } from '#engine/testing';
import { accountDecider } from '../../../src/domain/accounts/decider.ts';
import { accountProjection } from '../../../src/domain/accounts/projections/account.ts';
import { formatDecimal } from '../../../src/domain/shared/decimal.ts';
import { MOST_MINOR } from '../../../src/domain/shared/money.ts';
import { ada, euros } from '../examples.ts';
import { accountId, opened, sent } from './examples.ts';

const cents = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 500 }) },
  { weight: 1, arbitrary: fc.integer({ min: MOST_MINOR - 500, max: MOST_MINOR }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, MOST_MINOR + 1) },
);
const asked = fc.record({
  minor: cents,
  currency: fc.oneof(
    { weight: 9, arbitrary: fc.constant('EUR') },
    { weight: 1, arbitrary: fc.constant('USD') },
  ),
});
const movement = asked.map(({ minor, currency }) => ({
  minor,
  input: sent(formatDecimal(minor, 2), currency),
}));
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ name: fc.constant('depositMoney' as const), asked: movement }) },
    { weight: 8, arbitrary: fc.record({ name: fc.constant('withdrawMoney' as const), asked: movement }) },
    { weight: 2, arbitrary: fc.constant({ name: 'withdrawAll' as const }) },
    { weight: 1, arbitrary: fc.constant({ name: 'closeAccount' as const }) },
  ),
  { maxLength: 40 },
);
type Step = (typeof steps extends fc.Arbitrary<infer Of> ? Of : never)[number];

/** What is decided on a step, and by how much the balance should change if it is accepted. */
function take(past: readonly PastEvent[], step: Step, balance: bigint) {
  const account = given(accountDecider, past);
  switch (step.name) {
    case 'depositMoney':
      return { ...account.when(step.name, step.asked.input), change: BigInt(step.asked.minor) };
    case 'withdrawMoney':
      return { ...account.when(step.name, step.asked.input), change: -BigInt(step.asked.minor) };
    case 'withdrawAll': {
      const input = sent(formatDecimal(Number(balance), 2));
      return { ...account.when('withdrawMoney', input), change: -balance };
    }
    case 'closeAccount':
      return { ...account.when(step.name, { accountId }), change: 0n };
  }
}

/** What the event of a movement says of it. */
function movedTo(change: bigint, balance: bigint) {
  return { amount: euros(Math.abs(Number(change))), balance: euros(Number(balance)) };
}

function accountAfter(past: readonly PastEvent[]) {
  const account = projecting(accountProjection, past).get(accountId);
  if (!account) throw new Error('The account is gone.');
  return account;
}

it('the balance is what was deposited less what was withdrawn, and never below zero nor beyond the limit', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(steps, (sequence) => {
      let past: readonly PastEvent[] = [ada, opened];
      let balance = 0n;
      let isClosed = false;
      for (const step of sequence) {
        const { outcome, change } = take(past, step, balance);
        if ('rejected' in outcome) {
          seen.add(outcome.code);
          continue;
        }
        expect(isClosed).toBe(false);
        expect(outcome).toHaveLength(1);
        past = [...past, ...outcome];
        balance += change;
        isClosed = step.name === 'closeAccount';
        if (!isClosed) expect(outcome).toMatchObject([{ data: movedTo(change, balance) }]);
        expect(balance >= 0n && balance <= BigInt(MOST_MINOR)).toBe(true);
        expect(isClosed && balance !== 0n).toBe(false);
      }
      expect(accountAfter(past)).toMatchObject({
        version: past.length - 1,
        balance: euros(Number(balance)),
        status: isClosed ? 'CLOSED' : 'OPEN',
      });
    }),
    { numRuns: 150, seed: 20260301 },
  );
  // The sequences reach every refusal an account gives.
  expect([...seen].sort()).toEqual([
    'ACCOUNT_CLOSED',
    'ACCOUNT_NOT_EMPTY',
    'CURRENCY_MISMATCH',
    'INSUFFICIENT_FUNDS',
    'VALIDATION_FAILED',
  ]);
});
