// A small domain that shows every kind of value to GraphQL: money shown otherwise than stored, enums, nested lists,
// named and unnamed objects, embedded facts, converted inputs.
import { z } from 'zod';
import { defineCommands } from '../../src/engine/definitions/commands.ts';
import { defineDecider } from '../../src/engine/definitions/decider.ts';
import { defineEvents, event } from '../../src/engine/definitions/events.ts';
import { defineModule } from '../../src/engine/definitions/module.ts';
import { defineProjection } from '../../src/engine/definitions/projection.ts';
import { defineReference } from '../../src/engine/definitions/reference.ts';
import { AlreadyExists, defineRefusal } from '../../src/engine/definitions/refusals.ts';
import { defineScalar } from '../../src/engine/definitions/scalar.ts';
import { dateTime, enumeration, id, showAs } from '../../src/engine/definitions/values.ts';
import { defineDocument, embed } from '../../src/engine/shapes/document/declare.ts';
import type { JsonObject } from '../../src/engine/model/json.ts';

const CurrencyCode = defineScalar('CurrencyCode', {
  description: 'Three letters.',
  value: z.string().length(3),
});
const Decimal = defineScalar('Decimal', { description: 'As text.', value: z.string(), takesDigits: true });
const ShownMoney = z
  .object({ amount: Decimal, currency: CurrencyCode })
  .meta({ graphql: 'Money', description: 'An amount of a currency.' });
export const Money = showAs(
  z.object({ minor: z.int(), currency: CurrencyCode }),
  ShownMoney,
  ({ minor, currency }) => ({ amount: (minor / 100).toFixed(2), currency }),
);
const MoneyInput = z
  .object({
    amount: Decimal.regex(/^\d+\.\d\d$/),
    currency: CurrencyCode,
  })
  .meta({ graphql: 'MoneyInput' })
  .transform(({ amount, currency }) => ({ minor: Number(amount) * 100, currency }));
const Address = z.object({ line1: z.string(), line2: z.string().nullable() }).meta({ graphql: 'Address' });
export const ParcelStatus = enumeration('ParcelStatus', ['SENT', 'DELIVERED']);

export const PersonEvents = defineEvents('person', { PersonNamed: event<{ name: string }>() });
export const ParcelEvents = defineEvents('parcel', {
  ParcelSent: event<JsonObject & { readonly senderId: string }>(),
  ParcelDelivered: event<{ at: string }>(),
});

export const ParcelTooHeavy = defineRefusal(
  'ParcelTooHeavy',
  { weight: z.number(), fee: Money, status: ParcelStatus },
  ({ weight }) => `${weight} kg is too heavy.`,
);

export const ParcelCommands = defineCommands('parcel', {
  sendParcel: {
    creates: 'parcelId',
    input: z
      .object({
        parcelId: id(),
        senderId: id().describe('Who pays.'),
        address: Address,
        declared: MoneyInput,
        lines: z.array(z.object({ sku: z.string(), tags: z.array(z.string()).optional() })).min(1),
        note: z.string().nullable().default(null),
        gift: z.boolean().optional(),
        depot: z.string().nullable(),
      })
      .describe('Sends a parcel.'),
    refuses: [AlreadyExists, ParcelTooHeavy],
  },
  deliverParcel: {
    changes: 'parcelId',
    input: z.object({
      parcelId: id(),
      status: ParcelStatus,
      signature: z.codec(z.string(), z.int(), {
        decode: Number,
        encode: String,
      }),
    }),
  },
  watchParcel: { createsOrChanges: 'parcelId', input: z.object({ parcelId: id() }) },
});

export const personReference = defineReference('person', {
  from: PersonEvents,
  value: z.object({ id: id(), name: z.string(), home: Address.nullable() }).meta({ graphql: 'Person' }),
  create: { PersonNamed: ({ streamId, data }) => ({ id: streamId, name: data.name, home: null }) },
  update: {},
});

export const ParcelDocument = defineDocument('Parcel', {
  status: ParcelStatus,
  senderId: id(),
  sender: embed(personReference, 'senderId'),
  senderName: embed(personReference, 'senderId', 'name'),
  declared: Money.describe('What it is worth.'),
  fees: z.array(Money.nullable()),
  address: Address,
  lines: z.array(z.object({ product: z.object({ id: id(), name: z.string() }), price: Money.optional() })),
  grid: z.array(z.array(z.int())).nullable(),
  weight: z.number().nullable(),
  fragile: z.boolean().default(false),
  sentAt: dateTime(),
});

export const parcelProjection = defineProjection('parcel', {
  document: ParcelDocument,
  from: [ParcelEvents],
  create: {
    ParcelSent: ({ data, recordedAt }) => ({
      status: 'SENT',
      senderId: data.senderId,
      declared: { minor: 1250, currency: 'EUR' },
      fees: [],
      address: { line1: 'x', line2: null },
      lines: [],
      grid: null,
      weight: null,
      fragile: false,
      sentAt: recordedAt,
    }),
  },
  update: { ParcelDelivered: (parcel) => ({ ...parcel, status: 'DELIVERED' }) },
});

export const PersonCardDocument = defineDocument('PersonCard', { name: z.string() });
export const personCardProjection = defineProjection('personCard', {
  document: PersonCardDocument,
  from: [PersonEvents],
  create: { PersonNamed: ({ data }) => ({ name: data.name }) },
  update: {},
});

const initialState: { readonly sent: boolean } = { sent: false };
export const parcelDecider = defineDecider({
  commands: ParcelCommands,
  events: ParcelEvents,
  initialState,
  decide: {
    sendParcel: (_parcel, { senderId }) => ParcelEvents.ParcelSent({ senderId }),
    deliverParcel: () => ParcelEvents.ParcelDelivered({ at: '' }),
    watchParcel: () => [],
  },
  evolve: { ParcelSent: () => ({ sent: true }), ParcelDelivered: (parcel) => parcel },
});

export const parcelModule = defineModule('parcels', {
  events: [ParcelEvents],
  deciders: [parcelDecider],
  graphql: (g) => {
    g.mutations(ParcelCommands, { shows: parcelProjection });
    g.document(parcelProjection);
    g.subscription('parcelUpdated', parcelProjection);
  },
});
export const personModule = defineModule('people', {
  events: [PersonEvents],
  graphql: (g) => g.document(personCardProjection),
});
