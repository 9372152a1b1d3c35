// Types of operators' work that stand alone: how payloads are shown, what is followed.
import type { SubscriptionReport } from '../../../model/operations-records.ts';
import type { Builder } from '../builder.ts';

export const payloadsType = (builder: Builder) =>
  builder.enumType('OperationsPayloads', {
    description: 'How payloads and documents are shown to operators.',
    values: {
      SHOWN: { value: 'shown', description: 'As they are stored.' },
      MASKED: { value: 'masked', description: 'Values are replaced by texts, the same for the same value.' },
      HIDDEN: { value: 'hidden', description: 'Not at all: null.' },
    },
  });

export const subscriptionType = (builder: Builder) =>
  builder.objectRef<SubscriptionReport>('OperationsSubscription').implement({
    description: 'A document that clients follow.',
    fields: (t) => ({
      readModel: t.exposeString('readModel', { description: 'Name of the projection.' }),
      id: t.exposeID('id', { description: 'Of the document.' }),
      subscribers: t.exposeInt('subscribers', { description: 'How many subscriptions follow it.' }),
    }),
  });
