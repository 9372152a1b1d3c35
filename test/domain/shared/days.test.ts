import { describe, expect, it } from 'vitest';
import {
  dayCount,
  DayInput,
  daysBetween,
  monthCount,
  monthsBetween,
} from '../../../src/domain/shared/days.ts';

describe('a day from outside', () => {
  it.each([
    ['2026-11-23', '2026-11-23'],
    ['2024-02-29', '2024-02-29'],
    ['2026-11-23T23:59:59.999Z', '2026-11-23'],
    ['2026-11-23T00:30+02:00', '2026-11-22'],
    ['2026-11-23T23:30:00-05:00', '2026-11-24'],
  ])('%s is %s', (text, day) => {
    expect(DayInput.parse(text)).toBe(day);
  });

  it.each([
    '',
    'today',
    '2026-11',
    '2026-1-1',
    '2026-02-29',
    '2026-02-30T00:00:00Z',
    '2026-13-01',
    '2026-11-23T25:00Z',
    '2026-11-23T10:00',
    '9999-12-31T23:59-23:00',
    ' 2026-11-23',
    '20261123',
    '+002026-11-23',
  ])('"%s" is refused', (text) => {
    expect(DayInput.safeParse(text).error?.issues).toMatchObject([
      { message: 'must be a date, such as 2026-11-23' },
    ]);
  });
});

describe('a range', () => {
  it('has all days and months, both ends included', () => {
    expect(daysBetween('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(monthsBetween('2025-11-30', '2026-02-01')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
    expect(daysBetween('2026-01-01', '2026-01-01')).toEqual(['2026-01-01']);
    expect(daysBetween('2024-01-01', '2024-12-31')).toHaveLength(366);
  });

  it('counts them without making them, and has none if it ends before it begins', () => {
    expect([dayCount('0001-01-01', '9999-12-31'), monthCount('0001-01-01', '9999-12-31')]).toEqual([
      3_652_059, 119_988,
    ]);
    expect([dayCount('2026-01-02', '2026-01-01'), monthCount('2026-02-01', '2026-01-31')]).toEqual([0, 0]);
    expect([daysBetween('2026-01-02', '2026-01-01'), monthsBetween('2026-02-01', '2026-01-31')]).toEqual([
      [],
      [],
    ]);
  });
});
