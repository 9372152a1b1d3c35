// Commands about customers and their accounts, as the plain shop does them.
import {
  addressOf,
  award,
  isSame,
  minorOf,
  type Command,
  type Done,
  type PlainAccount,
  type PlainAddress,
  type PlainCustomer,
  type PlainShop,
} from './state.ts';

interface Registration {
  readonly customerId: string;
  readonly name: string;
  readonly email: string;
  readonly address?: PlainAddress;
}

interface Movement {
  readonly accountId: string;
  readonly amount: { readonly amount: string; readonly currency: string };
}

const isTaken = ({ customers }: PlainShop, email: string): boolean =>
  [...customers.values()].some((customer) => customer.email === email);

function change<Field extends 'name' | 'phoneNumber' | 'address'>(
  { customers }: PlainShop,
  { customerId }: { readonly customerId: string },
  [field, value]: readonly [Field, PlainCustomer[Field]],
): Done {
  const customer = customers.get(customerId);
  if (!customer) return 'NOT_FOUND';
  if (isSame(customer[field], value)) return 'NOTHING_TO_CHANGE';
  customer[field] = value;
  customer.version += 1;
  return undefined;
}

function move(shop: PlainShop, { input, at }: Command<Movement>, sign: 1 | -1): Done {
  const account = shop.accounts.get(input.accountId);
  if (!account) return 'NOT_FOUND';
  if (account.closedAt !== null) return 'ACCOUNT_CLOSED';
  const { currency } = account.balance;
  if (input.amount.currency !== currency) return 'CURRENCY_MISMATCH';
  const minor = minorOf(input.amount.amount);
  const after = account.balance.minor + sign * minor;
  if (after < 0) return 'INSUFFICIENT_FUNDS';
  account.balance = { minor: after, currency };
  account.version += 1;
  account.movements.push({
    kind: sign === 1 ? 'DEPOSIT' : 'WITHDRAWAL',
    amount: { minor, currency },
    balance: account.balance,
    at,
  });
  return undefined;
}

export const people = {
  registerCustomer: (shop: PlainShop, { input, at }: Command<Registration>): Done => {
    const { customerId, name, email, address } = input;
    if (shop.customers.has(customerId)) return 'ALREADY_EXISTS';
    if (isTaken(shop, email)) return 'EMAIL_TAKEN';
    shop.customers.set(customerId, {
      ...{ version: 1, name, email, phoneNumber: null, registeredAt: at },
      address: address ? addressOf(address) : null,
    });
    return undefined;
  },
  changeCustomerName: (shop: PlainShop, { input }: Command<{ customerId: string; name: string }>): Done =>
    change(shop, input, ['name', input.name]),
  changeCustomerPhoneNumber: (
    shop: PlainShop,
    { input }: Command<{ customerId: string; phoneNumber: string }>,
  ): Done => change(shop, input, ['phoneNumber', input.phoneNumber]),
  updateCustomerAddress: (
    shop: PlainShop,
    { input }: Command<{ customerId: string; address: PlainAddress }>,
  ): Done => change(shop, input, ['address', addressOf(input.address)]),
  changeCustomerEmail: (shop: PlainShop, { input }: Command<{ customerId: string; email: string }>): Done => {
    const customer = shop.customers.get(input.customerId);
    if (!customer) return 'NOT_FOUND';
    if (customer.email === input.email) return 'NOTHING_TO_CHANGE';
    if (isTaken(shop, input.email)) return 'EMAIL_TAKEN';
    customer.email = input.email;
    customer.version += 1;
    return undefined;
  },

  awardLoyaltyPoints: (shop: PlainShop, { input }: Command<{ customerId: string; points: number }>): Done => {
    if (!shop.customers.has(input.customerId)) return 'NOT_FOUND';
    award(shop, input.customerId, input.points);
    return undefined;
  },

  openAccount: (
    shop: PlainShop,
    { input, at }: Command<{ accountId: string; customerId: string; currency: string }>,
  ): Done => {
    const { accountId, customerId, currency } = input;
    if (shop.accounts.has(accountId)) return 'ALREADY_EXISTS';
    if (!shop.customers.has(customerId)) return 'NOT_FOUND';
    const account: PlainAccount = {
      ...{ version: 1, customerId, openedAt: at, closedAt: null, movements: [] },
      balance: { minor: 0, currency },
    };
    shop.accounts.set(accountId, account);
    return undefined;
  },
  depositMoney: (shop: PlainShop, command: Command<Movement>): Done => move(shop, command, 1),
  withdrawMoney: (shop: PlainShop, command: Command<Movement>): Done => move(shop, command, -1),
  closeAccount: (shop: PlainShop, { input, at }: Command<{ accountId: string }>): Done => {
    const account = shop.accounts.get(input.accountId);
    if (!account) return 'NOT_FOUND';
    if (account.closedAt !== null) return 'ACCOUNT_CLOSED';
    if (account.balance.minor > 0) return 'ACCOUNT_NOT_EMPTY';
    account.closedAt = at;
    account.version += 1;
    return undefined;
  },
};
