import { expect, it } from 'vitest';
import { COUNTRY_CODES } from '../../../src/domain/shared/countries.ts';
import { countriesOf, regionOf, SalesRegion } from '../../../src/domain/shared/regions.ts';

it('every country is in one region', () => {
  const mapped = SalesRegion.options.flatMap(countriesOf);
  expect(mapped.toSorted()).toEqual(COUNTRY_CODES.toSorted());
});

it.each([
  ['DE', 'EUROPE'],
  ['GB', 'EUROPE'],
  ['US', 'NORTH_AMERICA'],
  ['MX', 'NORTH_AMERICA'],
  ['JM', 'NORTH_AMERICA'],
  ['BR', 'SOUTH_AMERICA'],
  ['TR', 'ASIA'],
  ['CY', 'ASIA'],
  ['EG', 'AFRICA'],
  ['NZ', 'OCEANIA'],
  ['AQ', 'ANTARCTICA'],
  ['XX', null],
])('%s is in %s', (country, region) => {
  expect(regionOf(country)).toBe(region);
});
