// AccountStatementEntry: one movement of money, with the balance after it as the event says: nothing is counted here, so that
// an event that is folded twice changes nothing.
import { anyOf, dateTime, defineDocument, defineProjection, enumeration, hidden, readerOf } from '#engine';
import { clerk } from '../../shared/access.ts';
import { AccountId } from '../../shared/ids.ts';
import { Money } from '../../shared/money.ts';
import { accountProjection } from './account.ts';
import { AccountEvents } from '../events.ts';

export const AccountStatementEntryDocument = defineDocument(
  'AccountStatementEntry',
  {
    accountId: hidden(AccountId),
    kind: enumeration(
      'AccountMovement',
      { DEPOSIT: 'Money came in.', WITHDRAWAL: 'Money went out.' },
      { description: 'Which way money moved.' },
    ).meta({ description: 'Whether the amount was added or taken.' }),
    amount: Money.meta({ description: 'What was moved, either way more than zero.' }),
    balance: Money.meta({ description: 'After the movement.' }),
    at: dateTime().meta({ description: 'When the money was moved.' }),
  },
  { access: { read: clerk }, description: 'One movement of money on an account.' },
);

export const accountStatementProjection = defineProjection('accountStatement', {
  document: AccountStatementEntryDocument,
  from: [AccountEvents],
  // An entry for each event, under the id of the event.
  ownedBy: 'none',
  route: { MoneyDeposited: ({ id }) => id, MoneyWithdrawn: ({ id }) => id },
  lists: {
    accountStatement: {
      by: ['accountId'],
      named: { accountId: 'id' },
      newest: 'at',
      access: anyOf(readerOf(accountProjection, 'accountId'), clerk),
    },
  },
  create: {
    MoneyDeposited: ({ streamId, data: { amount, balance }, occurredAt }) => ({
      accountId: streamId,
      kind: 'DEPOSIT',
      amount,
      balance,
      at: occurredAt,
    }),
    MoneyWithdrawn: ({ streamId, data: { amount, balance }, occurredAt }) => ({
      accountId: streamId,
      kind: 'WITHDRAWAL',
      amount,
      balance,
      at: occurredAt,
    }),
  },
  update: {},
  ignore: ['AccountOpened', 'AccountClosed'],
});
