// Parts of a module: those that it shows, listed or not; what is empty is left out.
import { describe, expect, test } from 'vitest';
import { defineModule, defineSystem, type GraphqlAuthor } from '#engine';
import { salesAnalytics } from '../../../src/domain/analytics/sales-analytics.ts';
import { productSearch } from '../../../src/domain/catalogue/projections/product-search.ts';
import { customerProjection } from '../../../src/domain/customers/projections/customer.ts';
import { loyaltyProfileProjection } from '../../../src/domain/loyalty/projections/loyalty-profile.ts';
import { customerOrdersProjection } from '../../../src/domain/orders/projections/customer-orders.ts';
import { shippingDashboardProjection } from '../../../src/domain/shipping/projections/shipping-dashboard.ts';
import { waitingOrderProjection } from '../../../src/domain/shipping/projections/waiting-order.ts';
import { CounterCommands, CounterEvents } from '../../support/counter-domain.ts';
import { badgeProjection, counterProjection, totalsProjection } from '../../support/counter-projections.ts';

const shownBy = (graphql: (g: GraphqlAuthor) => void) => defineModule('shown', { graphql }).projections;

describe('a projection is part of the module that shows it', () => {
  const lists = { waiting: waitingOrderProjection };
  test.each([
    [
      'g.mutations',
      [counterProjection],
      shownBy((g) => g.mutations(CounterCommands, { shows: counterProjection })),
    ],
    ['g.document', [counterProjection], shownBy((g) => g.document(counterProjection))],
    [
      'g.document of one, with the lists of others',
      [shippingDashboardProjection, waitingOrderProjection],
      shownBy((g) => g.document(shippingDashboardProjection, { id: 'shop', lists })),
    ],
    ['g.lists', [customerOrdersProjection], shownBy((g) => g.lists(customerOrdersProjection))],
    [
      'g.rankings',
      [loyaltyProfileProjection],
      shownBy((g) => g.rankings(loyaltyProfileProjection, { entry: 'Place' })),
    ],
    ['g.search', [productSearch], shownBy((g) => g.search(productSearch))],
    ['g.query', [salesAnalytics.over], shownBy((g) => g.query(salesAnalytics))],
    [
      'g.subscription',
      [customerProjection],
      shownBy((g) => g.subscription('customerUpdated', customerProjection)),
    ],
  ])('by %s', (_how, projections, shown) => {
    expect(shown).toEqual(projections);
  });
});

describe('a module', () => {
  const graphql = (g: GraphqlAuthor): void => {
    g.document(counterProjection);
    g.document(totalsProjection);
    g.subscription('counterUpdated', counterProjection);
  };

  test('has each projection once: those that are listed first, then those that are shown, in that order', () => {
    const projections = [badgeProjection, totalsProjection];
    const module = defineModule('counters', { events: [CounterEvents], projections, graphql });
    expect(module.projections).toEqual([badgeProjection, totalsProjection, counterProjection]);
  });

  test('leaves out what is empty', () => {
    const { graphql: shows, ...module } = defineModule('silent', {});
    expect(module).toEqual({ name: 'silent', events: [], deciders: [], projections: [], reactions: [] });
    expect(shows).not.toThrow();
  });

  test('that shows a projection of another one does not have it a second time', () => {
    const owner = defineModule('counters', { events: [CounterEvents], graphql });
    const other = defineModule('others', { graphql: (g) => g.lists(counterProjection) });
    const system = defineSystem('test', [owner, other]);
    expect(system.projections).toEqual([counterProjection, totalsProjection]);
    expect(system.modules.map(({ projections }) => projections.length)).toEqual([2, 0]);
  });
});
