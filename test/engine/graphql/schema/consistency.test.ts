// Freshness of a read, made of its arguments and of the token of its request.
import { describe, expect, it } from 'vitest';
import { freshnessOf } from '../../../../src/engine/graphql/schema/consistency.ts';

const patient = { maxWaitMs: 500, ifBehind: 'WRITE_MODEL' };
const plain = { maxWaitMs: 0, ifBehind: 'ERROR' };

describe('without a token of the request', () => {
  it('a read takes what is there', () => {
    expect(freshnessOf({}, undefined)).toEqual(plain);
    expect(freshnessOf({ minVersion: null, consistency: null }, undefined)).toEqual(plain);
  });
  it('a read asks for what it names', () => {
    expect(freshnessOf({ minVersion: 3 }, undefined)).toEqual({ ...plain, minVersion: 3 });
    expect(
      freshnessOf({ consistency: { after: 'mine', ifBehind: 'STALE', maxWaitMs: 9 } }, undefined),
    ).toEqual({
      after: 'mine',
      ifBehind: 'STALE',
      maxWaitMs: 9,
    });
  });
  it('null stands for the default', () => {
    const consistency = { after: null, ifBehind: null, maxWaitMs: null };
    expect(freshnessOf({ consistency }, undefined)).toEqual(plain);
  });
});

describe('with a token of the request', () => {
  it('a read that says nothing is as new as it and patient', () => {
    expect(freshnessOf({}, 'sent')).toEqual({ ...patient, after: 'sent' });
  });
  it('a read that asks for a version as well is no less patient', () => {
    expect(freshnessOf({ minVersion: 3 }, 'sent')).toEqual({ ...patient, after: 'sent', minVersion: 3 });
  });
  it('a read that says how to wait is still as new as it', () => {
    const consistency = { maxWaitMs: 0, ifBehind: 'STALE' } as const;
    expect(freshnessOf({ consistency }, 'sent')).toEqual({ ...consistency, after: 'sent' });
  });
  it('a read that names a token means that one', () => {
    expect(freshnessOf({ consistency: { after: 'mine' } }, 'sent')).toEqual({ ...plain, after: 'mine' });
  });
});
