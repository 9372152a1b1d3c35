// Subscriptions: what is asked of the service, what an update shows, and how a stream ends.
import { parse, subscribe, type ExecutionResult } from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';
import { defineSystem } from '../../../../src/engine/definitions/define-system.ts';
import { SlipstreamError } from '../../../../src/engine/model/errors.ts';
import { memoryServices, shownDocument, tokenAt, update } from '../../../support/memory-services.ts';
import { parcelModule, personModule } from '../../../support/parcel-domain.ts';
import { requestContext, type MemoryServices } from '../../../support/run-operation.ts';

const schema = buildSchema(defineSystem('test', [parcelModule, personModule]));
let memory: MemoryServices;
beforeEach(() => {
  memory = memoryServices();
});

async function start(source: string, variables: Readonly<Record<string, unknown>> = {}) {
  const context = requestContext(memory);
  const document = parse(source);
  const result = await subscribe({ schema, document, contextValue: context, variableValues: variables });
  if (!('next' in result)) throw new Error(JSON.stringify(result.errors));
  return result;
}
const plain = (result: IteratorResult<ExecutionResult, unknown>) =>
  JSON.parse(JSON.stringify(result)) as unknown;

describe('what is asked of the service', () => {
  it('is every document with what the client has of it', async () => {
    await start(`subscription { projectionUpdated(
      documents: [{ readModel: PARCEL, id: "p1", sinceVersion: 3 }, { readModel: PERSON_CARD, id: "ada", sinceVersion: null }],
      since: "t") { id } }`);
    expect(memory.subscribed).toEqual([
      {
        documents: [
          { readModel: 'parcel', id: 'p1', sinceVersion: 3 },
          { readModel: 'personCard', id: 'ada' },
        ],
        since: 't',
        withDocuments: false,
      },
    ]);
  });

  it('is one document in the typed form', async () => {
    await start('subscription { parcelUpdated(id: "p1", sinceVersion: 0, since: null) { document { id } } }');
    expect(memory.subscribed).toEqual([
      { documents: [{ readModel: 'parcel', id: 'p1', sinceVersion: 0 }], withDocuments: true },
    ]);
  });

  it.each([
    ['{ id }', {}, false],
    ['{ doc: document { id } }', {}, true],
    ['{ ... { ...A } }', {}, true],
    ['{ document @skip(if: true) { id } }', {}, false],
    ['{ document @include(if: $yes) { id } }', { yes: true }, true],
    ['{ document @include(if: $yes) { id } }', { yes: false }, false],
    ['{ ...A @include(if: $yes) }', { yes: false }, false],
    ['{ id document: version }', {}, false],
  ])('%s with %o: documents wanted is %s', async (selection, variables, wanted) => {
    const source = `subscription($yes: Boolean) { parcelUpdated(id: "p1") ${selection} }
      fragment A on ParcelUpdate { ...B } fragment B on ParcelUpdate { document { id } }`;
    await start(source.replace('($yes: Boolean)', '($yes: Boolean = true)'), variables);
    expect(memory.subscribed[0]?.withDocuments).toBe(wanted);
  });
});

describe('an update', () => {
  it('shows the document it carries, without any read', async () => {
    const updates =
      await start(`subscription { projectionUpdated(documents: [{ readModel: PARCEL, id: "p1" }]) {
      readModel id version token eventTypes projectedAt coalesced
      document { __typename id version ... on Parcel { weight } } } }`);
    const document = { ...shownDocument({ readModel: 'parcel', id: 'p1', body: { weight: 2 } }), version: 2 };
    for (const feed of memory.feeds) feed.push(update({ document, coalesced: 4 }));
    expect(plain(await updates.next())).toEqual({
      done: false,
      value: {
        data: {
          projectionUpdated: {
            readModel: 'PARCEL',
            id: 'p1',
            version: 2,
            token: tokenAt(8),
            eventTypes: ['ParcelDelivered'],
            projectedAt: '2026-01-02T03:04:05.006Z',
            coalesced: 4,
            document: { __typename: 'Parcel', id: 'p1', version: 2, weight: 2 },
          },
        },
      },
    });
    expect(memory.reads).toEqual([]);
  });

  it('of a document that was removed has none', async () => {
    const updates = await start('subscription { parcelUpdated(id: "p1") { id document { id } } }');
    for (const feed of memory.feeds) feed.push(update());
    expect(plain(await updates.next())).toMatchObject({
      value: { data: { parcelUpdated: { id: 'p1', document: null } } },
    });
  });
});

describe('a stream', () => {
  it('that is given back is released', async () => {
    const updates = await start('subscription { parcelUpdated(id: "p1") { id } }');
    await updates.return?.(undefined);
    expect(memory.feeds.size).toBe(0);
  });

  it('that can not begin is an error with its code', async () => {
    memory.answers.subscribe = async () => {
      throw new SlipstreamError('INVALID_TOKEN', 'Not a token.');
    };
    await expect(start('subscription { parcelUpdated(id: "p1", since: "?") { id } }')).rejects.toThrow(
      'Not a token.',
    );
  });

  it('that breaks says so without its cause', async () => {
    const updates = await start('subscription { parcelUpdated(id: "p1") { id } }');
    const next = updates.next();
    await new Promise((resolve) => setImmediate(resolve));
    for (const feed of memory.feeds) feed.fail(new Error('secret'));
    await expect(next).rejects.toMatchObject({
      message: 'Unexpected error',
      extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: 'c-1' },
    });
  });
});
