// Postal addresses, as clients send them and as events and documents hold them.
import { z } from 'zod';
import { CountryCode } from './countries.ts';
import { line, optional } from './text.ts';

export const AddressInput = z
  .object({
    line1: line({ max: 120 }),
    line2: optional(line({ max: 120 })),
    city: line({ max: 80 }),
    postalCode: line({ max: 16 }),
    region: optional(line({ max: 80 })),
    country: CountryCode,
  })
  .meta({ graphql: 'AddressInput' });

export const Address = z
  .object({
    line1: z.string(),
    line2: z.string().nullable(),
    city: z.string(),
    postalCode: z.string(),
    region: z.string().nullable(),
    country: CountryCode,
  })
  .meta({ graphql: 'Address' });
export type Address = Readonly<z.output<typeof Address>>;

/** Field by field, so that an event never holds what an input may gain later. */
export function addressOf({ line1, line2, city, postalCode, region, country }: Address): Address {
  return { line1, line2, city, postalCode, region, country };
}

export function sameAddress(a: Address, b: Address): boolean {
  return (
    a.line1 === b.line1 &&
    a.line2 === b.line2 &&
    a.city === b.city &&
    a.postalCode === b.postalCode &&
    a.region === b.region &&
    a.country === b.country
  );
}
