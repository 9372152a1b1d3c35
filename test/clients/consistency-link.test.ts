// Apollo's link over several attempts, between which Apollo keeps an operation's context: what it sends with each.
import { ApolloClient, ApolloLink, gql, InMemoryCache, Observable } from '@apollo/client';
import { expect, it } from 'vitest';
import { consistencyLink } from '../../clients/apollo/index.ts';
import { createSession } from '../../clients/core/session.ts';
import { tokenAt } from '../support/recorded-sends.ts';

it('asks again without the token of another store, and with all other headers', async () => {
  const session = createSession();
  session.saw(tokenAt(7, 'restored since'));
  const sent: unknown[] = [];
  const server = new ApolloLink((operation) => {
    sent.push(operation.getContext()['headers']);
    const refusal = { message: 'Of another store.', extensions: { code: 'TOKEN_OF_ANOTHER_STORE' } };
    return new Observable((observer) => {
      observer.next(sent.length === 1 ? { errors: [refusal] } : { data: { hello: 'again' } });
      observer.complete();
    });
  });
  const client = new ApolloClient({
    link: consistencyLink({ session }).concat(server),
    cache: new InMemoryCache(),
  });
  const { data } = await client.query({
    query: gql('{ hello }'),
    context: { headers: { authorization: 'Bearer me' } },
  });
  expect(data).toEqual({ hello: 'again' });
  expect(sent).toEqual([
    { authorization: 'Bearer me', 'consistency-token': tokenAt(7, 'restored since') },
    { authorization: 'Bearer me' },
  ]);
});
