// GraphQL over HTTP as its specification has it: every audit of graphql-http passes against the shop.
// https://graphql.github.io/graphql-over-http/draft/
import { serverAudits } from 'graphql-http';
import { describe, expect, it } from 'vitest';
import { withShop } from '../support/shop.ts';

const shop = withShop({ worker: false, demo: false });

describe('the audit', () => {
  const audits = serverAudits({ url: () => shop().url, fetchFn: fetch });

  it('asks a lot', () => {
    expect(audits.length).toBeGreaterThanOrEqual(61);
  });

  it.each(audits.map((audit) => [`${audit.id} ${audit.name}`, audit] as const))(
    '%s',
    async (_name, audit) => {
      const result = await audit.fn();
      const reason = 'reason' in result ? result.reason : '';
      expect({ status: result.status, reason }).toEqual({ status: 'ok', reason: '' });
    },
  );
});
