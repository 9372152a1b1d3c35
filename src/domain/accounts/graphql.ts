// Accounts in the GraphQL schema: mutations, the account, its statement as a list, a subscription.
import type { GraphqlAuthor } from '#engine';
import { AccountCommands } from './commands.ts';
import { accountStatementProjection } from './projections/account-statement.ts';
import { accountProjection } from './projections/account.ts';

export const accountGraphql = (g: GraphqlAuthor): void => {
  g.mutations(AccountCommands, { shows: accountProjection });
  g.document(accountProjection);
  g.lists(accountStatementProjection);
  g.subscription('accountUpdated', accountProjection);
};
