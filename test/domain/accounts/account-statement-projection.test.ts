import { expect, it } from 'vitest';
import { at, projecting } from '#engine/testing';
import { accountStatementProjection } from '../../../src/domain/accounts/projections/account-statement.ts';
import { ada, euros } from '../examples.ts';
import { accountId, closed, deposited, opened, withdrawn } from './examples.ts';

it('has an entry for each movement, with the balance after it, and none twice', () => {
  const entries = projecting(accountStatementProjection, [
    ada,
    opened,
    at('2026-03-01T10:00:00.000Z', deposited(1250, 1250)),
    at('2026-03-02T10:00:00.000Z', withdrawn(250, 1000)),
    withdrawn(1000, 0),
    closed,
  ]);
  expect([...entries.values()]).toMatchObject([
    { accountId, kind: 'DEPOSIT', amount: euros(1250), balance: euros(1250), at: '2026-03-01T10:00:00.000Z' },
    { accountId, kind: 'WITHDRAWAL', amount: euros(250), balance: euros(1000) },
    { accountId, kind: 'WITHDRAWAL', amount: euros(1000), balance: euros(0) },
  ]);
  expect([...entries.values()].map(({ version }) => version)).toEqual([1, 1, 1]);
});
