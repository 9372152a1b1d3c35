// LoyaltyProfile: a customer's score, and the leaderboard of all of them. The score is the event's: nothing is counted here.
import { defineDocument, defineProjection, embed, everybody } from '#engine';
import { customerOf } from '../../shared/access.ts';
import { z } from 'zod';
import { CustomerId } from '../../shared/ids.ts';
import { LoyaltyEvents } from '../events.ts';
import { loyalCustomer } from '../references.ts';

export const LoyaltyProfileDocument = defineDocument(
  'LoyaltyProfile',
  {
    customerId: CustomerId,
    customerName: embed(loyalCustomer, 'customerId', 'name'),
    score: z.int().meta({ description: 'All points the customer was awarded.' }),
  },
  {
    access: { read: customerOf('customerId'), fields: { customerId: customerOf('customerId') } },
    description: 'The points of a customer. There is none before the first award.',
  },
);

export const loyaltyProfileProjection = defineProjection('loyaltyProfile', {
  document: LoyaltyProfileDocument,
  from: [LoyaltyEvents],
  rankings: { loyaltyLeaderboard: { highest: 'score', access: everybody } },
  create: { LoyaltyPointsAwarded: ({ data: { customerId, score } }) => ({ customerId, score }) },
  update: {},
});
