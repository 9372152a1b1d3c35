// The accounts context: money that customers keep, from the first deposit to the closing.
import { defineModule } from '#engine';
import { accountDecider } from './decider.ts';
import { AccountEvents } from './events.ts';
import { accountGraphql } from './graphql.ts';

export const accountsModule = defineModule('accounts', {
  events: [AccountEvents],
  deciders: [accountDecider],
  graphql: accountGraphql,
});
