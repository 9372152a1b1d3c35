import { describe, expect, it } from 'vitest';
import { AddressInput, addressOf, sameAddress } from '../../../src/domain/shared/address.ts';
import { CountryCode } from '../../../src/domain/shared/countries.ts';
import { berlin, paris } from '../examples.ts';

const required = { line1: 'Main St 1', city: 'Springfield', postalCode: '12345', country: 'US' };
const accepts = (change: object) => AddressInput.safeParse({ ...required, ...change }).success;

describe('addresses', () => {
  it('may leave out the second line and the region', () => {
    const whole = { ...required, line2: null, region: null };
    expect(AddressInput.parse(required)).toEqual(whole);
    expect(AddressInput.parse({ ...required, line2: null, region: null })).toEqual(whole);
    expect(AddressInput.parse({ ...required, line2: ' Apt 2 ', region: 'IL' })).toEqual({
      ...required,
      line2: 'Apt 2',
      region: 'IL',
    });
  });

  it.each(['line1', 'city', 'postalCode', 'country'])('has a %s', (field) => {
    expect(accepts({ [field]: undefined })).toBe(false);
    expect(accepts({ [field]: null })).toBe(false);
    expect(accepts({ [field]: ' ' })).toBe(false);
  });

  it.each([
    ['line1', 120],
    ['line2', 120],
    ['city', 80],
    ['postalCode', 16],
    ['region', 80],
  ])('has a %s of at most %i', (field, most) => {
    expect(accepts({ [field]: 'x'.repeat(most) })).toBe(true);
    expect(accepts({ [field]: 'x'.repeat(most + 1) })).toBe(false);
    expect(accepts({ [field]: 'two\nlines' })).toBe(false);
    expect(accepts({ [field]: 'bell\u0007' })).toBe(false);
  });

  it('are equal if every field is', () => {
    expect(sameAddress(berlin, addressOf({ ...berlin }))).toBe(true);
    const differing = Object.entries(paris).filter(
      ([field, value]) => !sameAddress(berlin, { ...berlin, [field]: value }),
    );
    expect(differing).toHaveLength(6);
  });

  it('are in a country of ISO 3166-1', () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
    const pairs = letters.flatMap((a) => letters.map((b) => a + b));
    const codes = pairs.filter((code) => CountryCode.safeParse(code).success);
    expect(codes).toHaveLength(249);
    expect(codes).toEqual(expect.arrayContaining(['DE', 'FR', 'GB', 'US', 'JP', 'KW', 'AX', 'ZW']));
    const none = ['', 'de', 'UK', 'EU', 'XX', 'DEU', 'ZZ'];
    expect(none.filter((code) => CountryCode.safeParse(code).success)).toEqual([]);
  });
});
