// The accounts context: money that customers keep, from the first deposit to the closing.
import { defineModule } from '#engine';
import { accountDecider } from './decider.ts';
import { AccountEvents } from './events.ts';
import { accountGraphql } from './graphql.ts';
import { accountStatementProjection } from './projections/account-statement.ts';
import { accountProjection } from './projections/account.ts';

export const accountsModule = defineModule({
  name: 'accounts',
  events: [AccountEvents],
  deciders: [accountDecider],
  projections: [accountProjection, accountStatementProjection],
  graphql: accountGraphql,
});
