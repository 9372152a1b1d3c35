// Postal addresses, as clients send them and as events and documents hold them.
import { z } from 'zod';
import { CountryCode } from './countries.ts';
import { line, optional } from './text.ts';

export const AddressInput = z
  .object({
    line1: line({ max: 120 }).meta({ description: 'Street and number, or a box; at most 120 characters.' }),
    line2: optional(line({ max: 120 })).meta({
      description: 'What else the carrier has to know; at most 120 characters.',
    }),
    city: line({ max: 80 }).meta({ description: 'The town, as the post writes it; at most 80 characters.' }),
    postalCode: line({ max: 16 }).meta({
      description: 'As the country writes it; at most 16 characters.',
    }),
    region: optional(line({ max: 80 })).meta({
      description: 'State, province or county, where addresses have one; at most 80 characters.',
    }),
    country: CountryCode.meta({ description: 'It decides the sales region of an order.' }),
  })
  .meta({ graphql: 'AddressInput', description: 'Where something is sent. Each line is trimmed.' });

export const Address = z
  .object({
    line1: z.string().meta({ description: 'Street and number, or a box.' }),
    line2: z.string().nullable().meta({ description: 'What else the carrier has to know; null if nothing.' }),
    city: z.string().meta({ description: 'The town, as the post writes it.' }),
    postalCode: z.string().meta({ description: 'As the country writes it.' }),
    region: z
      .string()
      .nullable()
      .meta({ description: 'State, province or county; null if it was not said.' }),
    country: CountryCode.meta({ description: 'It decides the sales region of an order.' }),
  })
  .meta({ graphql: 'Address', description: 'Where something is sent.' });
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
