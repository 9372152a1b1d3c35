import { describe, expect, test } from 'vitest';
import { defineEvents, event } from '#engine';

const BulbEvents = defineEvents('bulb', { BulbFitted: event<Record<string, never>>() });
const fitted = (data: object) => () => BulbEvents.BulbFitted(data as never);

describe('an event', () => {
  test('holds the plain JSON it was given', () => {
    const data = { b: 1, a: [{ label: null, isOn: true }], left: undefined };
    expect(fitted(data)()).toMatchObject({ category: 'bulb', type: 'BulbFitted', data });
  });

  test.each([
    ['a date', new Date(0), 'A Date is not JSON.'],
    ['a bigint', 1n, 'A bigint is not JSON.'],
    ['a map', new Map(), 'A Map is not JSON.'],
    ['a function', () => 1, 'A function is not JSON.'],
    ['no number', Number.NaN, 'NaN is not JSON.'],
  ])('with %s is refused when it is made', (_what, value, why) => {
    expect(fitted({ in: [value] })).toThrow(
      expect.objectContaining({ code: 'INVALID_APPEND', message: `BulbFitted can't be stored: ${why}` }),
    );
  });
});
