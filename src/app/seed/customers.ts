// Customers: they register, and some of them change their name, mail, phone number or address later.
import { someAddress, someCountry, type Country } from './places.ts';
import { randomFor, type Random } from './random.ts';
import { idOf, type Shop } from './shop.ts';
import { DAY, type Step } from './steps.ts';

interface Customer {
  readonly id: string;
  readonly country: Country;
  readonly firstName: string;
  readonly lastName: string;
  readonly phoneNumber: string;
  /** Those without one name an address with each order. */
  readonly address: ReturnType<typeof someAddress> | null;
}

export function customerOf(shop: Shop, number: number): Customer {
  const random = randomFor(shop.seed, 'customer', number);
  const country = someCountry(random);
  return {
    id: idOf(shop, 'customer', number),
    country,
    firstName: random.pick(country.firstNames),
    lastName: random.pick(country.lastNames),
    phoneNumber: `+${country.callingCode}${200_000_000 + random.below(700_000_000)}`,
    address: random.chance(0.95) ? someAddress(random, country) : null,
  };
}

export function customerLife(shop: Shop, number: number, at: number): readonly Step[] {
  const customer = customerOf(shop, number);
  const { id, firstName, lastName, phoneNumber, address } = customer;
  const random = randomFor(shop.seed, 'customer-life', number);
  const hasPhone = random.chance(0.7);
  const input = {
    name: `${firstName} ${lastName}`,
    email: mailOf(customer, 'example.com'),
    ...(hasPhone ? { phoneNumber } : {}),
    ...(address ? { address } : {}),
  };
  return [
    { at, command: 'registerCustomer', input: { customerId: id, ...input }, changes: id, reads: [] },
    ...laterChanges(customer, random).map(([command, change], index) => ({
      at: Math.floor(at + DAY * (1 + index * 60 + random.between(0, 59))),
      command,
      input: { customerId: id, ...change },
      changes: id,
      reads: [],
    })),
  ];
}

type Change = readonly [command: string, input: Readonly<Record<string, unknown>>];

/** Each is of a form that no registration has, so that there is always something to change. */
function laterChanges(customer: Customer, random: Random): readonly Change[] {
  const { country, firstName, lastName, phoneNumber } = customer;
  const married = `${firstName} ${lastName}-${random.pick(country.lastNames)}`;
  const moved = { ...someAddress(random, country), line2: `Apartment ${1 + random.below(40)}` };
  const changes: readonly (readonly [number, Change])[] = [
    [0.12, ['updateCustomerAddress', { address: moved }]],
    [0.06, ['changeCustomerEmail', { email: mailOf(customer, 'example.org') }]],
    [0.05, ['changeCustomerPhoneNumber', { phoneNumber: `${phoneNumber}0` }]],
    [0.04, ['changeCustomerName', { name: married }]],
  ];
  return changes.filter(([part]) => random.chance(part)).map(([, change]) => change);
}

/** The id makes it unique; letters without their accents, as people have them in addresses. */
function mailOf({ id, firstName, lastName }: Customer, domain: string): string {
  const name = `${firstName}.${lastName}`.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return `${name}+${id}@${domain}`;
}
