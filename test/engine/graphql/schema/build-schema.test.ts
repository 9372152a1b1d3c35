// The types that follow from a domain: names, nullability, descriptions, unions.
import { printType, type GraphQLSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';
import { defineSystem } from '../../../../src/engine/definitions/define-system.ts';
import { printSchemaText } from '../../../../src/engine/graphql/schema/print-schema.ts';
import { parcelModule, personModule } from '../../../support/parcel-domain.ts';

const schema = buildSchema(defineSystem('test', [parcelModule, personModule]));

/** The type as text, without descriptions, which put each argument on a line of its own. */
function typeText(of: GraphQLSchema, name: string): string {
  const type = of.getType(name);
  if (!type) throw new Error(`There is no type ${name}.`);
  return printType(type)
    .replace(/"""[\s\S]*?"""\n\s*/g, '')
    .replace(/\(\s+(\S[^\n]*)\n\s+\)/g, '($1)')
    .replace(/\n\s*\n/g, '\n');
}

describe('a document', () => {
  it('begins with id and version and has its fields in the order of the definition', () => {
    expect(typeText(schema, 'Parcel')).toBe(`type Parcel implements Document {
  id: ID!
  version: Int!
  status: ParcelStatus!
  senderId: ID!
  sender: ParcelSender
  senderName: String
  declared: Money!
  fees: [Money]!
  address: Address!
  lines: [ParcelLine!]!
  grid: [[Int!]!]
  weight: Float
  fragile: Boolean!
  sentAt: DateTime!
}`);
  });

  it('names nested objects by the path, in the singular for an item of a list', () => {
    expect(typeText(schema, 'ParcelLine')).toBe(
      'type ParcelLine {\n  product: ParcelLineProduct!\n  price: Money\n}',
    );
    expect(typeText(schema, 'ParcelLineProduct')).toBe(
      'type ParcelLineProduct {\n  id: ID!\n  name: String!\n}',
    );
  });

  it('gives an embedded copy a type of its own, even if the reference has a name', () => {
    expect(typeText(schema, 'ParcelSender')).toContain('home: Address');
    expect(schema.getType('Person')).toBeUndefined();
  });

  it('describes a type where it is named and a field where it is used', () => {
    const text = printSchemaText(schema);
    expect(text).toContain('"""An amount of a currency."""\ntype Money {');
    expect(text).toContain('  """What it is worth."""\n  declared: Money!');
    expect(text).not.toContain('"""An amount of a currency."""\n  ');
  });
});

describe('a command', () => {
  it('has one input with the id of what it creates optional', () => {
    expect(typeText(schema, 'SendParcelInput')).toBe(`input SendParcelInput {
  parcelId: ID
  senderId: ID!
  address: AddressInput!
  declared: MoneyInput!
  lines: [SendParcelLineInput!]!
  note: String
  gift: Boolean
  depot: String
  commandId: UUID
}`);
    expect(typeText(schema, 'SendParcelLineInput')).toBe(
      'input SendParcelLineInput {\n  sku: String!\n  tags: [String!]\n}',
    );
    expect(typeText(schema, 'AddressInput')).toBe(
      'input AddressInput {\n  line1: String!\n  line2: String\n}',
    );
  });

  it('takes expectedVersion where it changes something, and the in side of a conversion', () => {
    expect(typeText(schema, 'DeliverParcelInput')).toBe(`input DeliverParcelInput {
  parcelId: ID!
  status: ParcelStatus!
  signature: String!
  commandId: UUID
  expectedVersion: Int
}`);
    expect(typeText(schema, 'WatchParcelInput')).toBe(
      'input WatchParcelInput {\n  parcelId: ID!\n  commandId: UUID\n  expectedVersion: Int\n}',
    );
  });

  it('answers a nullable union of its payload, its own refusals and those of the engine', () => {
    expect(typeText(schema, 'Mutation')).toContain('sendParcel(input: SendParcelInput!): SendParcelResult\n');
    expect(typeText(schema, 'SendParcelResult')).toBe(
      'union SendParcelResult = SendParcelPayload | ValidationFailed | NotFound | Forbidden | VersionConflict | CommandIdReused | AlreadyExists | ParcelTooHeavy',
    );
    expect(typeText(schema, 'DeliverParcelResult')).not.toContain('AlreadyExists');
  });

  it('has a payload with receipt, entity and query', () => {
    expect(typeText(schema, 'SendParcelPayload')).toBe(`type SendParcelPayload {
  receipt: CommandReceipt!
  parcel(maxWaitMs: Int = 500): Parcel
  query: Query!
}`);
    expect(typeText(schema, 'CommandReceipt')).toBe(`type CommandReceipt {
  commandId: ID!
  streamId: ID!
  version: Int!
  token: ConsistencyToken!
  replayed: Boolean!
}`);
  });

  it('is refused with types behind one interface, and one enum of all codes', () => {
    expect(typeText(schema, 'ParcelTooHeavy')).toBe(`type ParcelTooHeavy implements CommandError {
  code: CommandErrorCode!
  message: String!
  weight: Float!
  fee: Money!
  status: ParcelStatus!
}`);
    expect(typeText(schema, 'ValidationFailed')).toContain('issues: [ValidationIssue!]!');
    expect(typeText(schema, 'CommandErrorCode')).toBe(`enum CommandErrorCode {
  ALREADY_EXISTS
  COMMAND_ID_REUSED
  FORBIDDEN
  NOTHING_TO_ABORT
  NOTHING_TO_SWITCH
  NOTHING_TO_UNDO
  NOT_FOUND
  OPERATION_REFUSED
  PARCEL_TOO_HEAVY
  REBUILD_UNDER_WAY
  VALIDATION_FAILED
  VERSION_CONFLICT
}`);
  });
});

describe('reads and subscriptions', () => {
  it('have the arguments of the contract', () => {
    expect(typeText(schema, 'Query').replace(/\s+/g, ' ')).toContain(
      'parcel( id: ID! minVersion: Int consistency: ConsistencyInput ): Parcel',
    );
    expect(typeText(schema, 'ConsistencyInput').replace(/\s+/g, ' ')).toBe(
      'input ConsistencyInput { after: ConsistencyToken maxWaitMs: Int = 0 maxStaleMs: Int ifBehind: BehindPolicy = ERROR }',
    );
    expect(typeText(schema, 'BehindPolicy').replace(/\s+/g, ' ')).toBe(
      'enum BehindPolicy { ERROR STALE WRITE_MODEL }',
    );
    expect(typeText(schema, 'Subscription').replace(/\s+/g, ' ')).toContain(
      'projectionUpdated( documents: [DocumentRefInput!]! since: ConsistencyToken ): ProjectionUpdate!',
    );
    expect(typeText(schema, 'Subscription').replace(/\s+/g, ' ')).toContain(
      'parcelUpdated( id: ID! sinceVersion: Int since: ConsistencyToken ): ParcelUpdate!',
    );
  });

  it('name the read models in one enum', () => {
    expect(typeText(schema, 'ReadModel')).toBe('enum ReadModel {\n  PARCEL\n  PERSON_CARD\n}');
    expect(typeText(schema, 'ParcelUpdate')).toBe(
      typeText(schema, 'ProjectionUpdate')
        .replace('ProjectionUpdate', 'ParcelUpdate')
        .replace('document: Document', 'document: Parcel'),
    );
  });
});

it('prints the same text whatever the order of the modules', () => {
  const text = printSchemaText(schema);
  expect(printSchemaText(buildSchema(defineSystem('test', [personModule, parcelModule])))).toBe(text);
  expect(text).toMatch(/\S\n$/);
});
