// Reading a document: what is asked of the read service, and how what is stored is shown.
import { beforeEach, describe, expect, it } from 'vitest';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';
import { defineSystem } from '../../../../src/engine/definitions/define-system.ts';
import { SlipstreamError } from '../../../../src/engine/model/errors.ts';
import { memoryServices, shownDocument, tokenAt } from '../../../support/memory-services.ts';
import { parcelModule, personModule } from '../../../support/parcel-domain.ts';
import { requestContext, runOperation, type MemoryServices } from '../../../support/run-operation.ts';

const schema = buildSchema(defineSystem('test', [parcelModule, personModule]));
let memory: MemoryServices;
beforeEach(() => {
  memory = memoryServices();
});
const run = (source: string, token?: string) => {
  const context = requestContext(memory, token);
  return runOperation(schema, { source, context });
};

const body = {
  status: 'SENT',
  senderId: 'ada',
  sender: { id: 'ada', name: 'Ada', home: null },
  senderName: 'Ada',
  declared: { minor: 1250, currency: 'EUR' },
  fees: [{ minor: 5, currency: 'EUR' }, null],
  address: { line1: 'a', line2: null },
  lines: [{ product: { id: 'x', name: 'X' }, price: { minor: 100, currency: 'EUR' } }],
  grid: [[1, 2], [3]],
  weight: 1.5,
  fragile: true,
  sentAt: '2026-01-02T03:04:05.006Z',
};

describe('a document', () => {
  it('is shown as the author said', async () => {
    const document = { ...shownDocument({ readModel: 'parcel', id: 'p1', body }), version: 3 };
    memory.answers.read = async () => ({ document, token: tokenAt(9) });
    const source = `{ parcel(id: "p1") { id version status senderId sender { id name home { line1 } } senderName
      declared { amount currency } fees { amount } address { line1 line2 }
      lines { product { id name } price { amount } } grid weight fragile sentAt } }`;
    expect(await run(source)).toEqual({
      data: {
        parcel: {
          ...body,
          id: 'p1',
          version: 3,
          declared: { amount: '12.50', currency: 'EUR' },
          fees: [{ amount: '0.05' }, null],
          lines: [{ product: { id: 'x', name: 'X' }, price: { amount: '1.00' } }],
        },
      },
    });
  });

  it('shows a fact of another stream that is missing as null', async () => {
    const { sender: _sender, senderName: _senderName, ...rest } = body;
    const document = shownDocument({ readModel: 'parcel', id: 'p1', body: rest });
    memory.answers.read = async () => ({ document, token: tokenAt(9) });
    const { data } = await run('{ parcel(id: "p1") { sender { id } senderName } }');
    expect(data).toEqual({ parcel: { sender: null, senderName: null } });
  });

  it('is one read for each root, and nothing below', async () => {
    const document = shownDocument({ readModel: 'parcel', id: 'p1', body });
    memory.answers.read = async () => ({ document, token: tokenAt(9) });
    await run(
      '{ a: parcel(id: "a") { lines { product { name } } sender { name } } b: parcel(id: "b") { status } }',
    );
    expect(memory.reads.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('is null without an error if it does not exist', async () => {
    expect(await run('{ personCard(id: "nobody") { name } }')).toEqual({ data: { personCard: null } });
  });
});

describe('what is asked of the read', () => {
  it('is nothing special without a token', async () => {
    await run('{ parcel(id: "p1") { id } }');
    expect(memory.reads).toEqual([{ readModel: 'parcel', id: 'p1', maxWaitMs: 0, ifBehind: 'ERROR' }]);
  });

  it('is what the arguments say', async () => {
    await run(
      `{ parcel(id: "p1", minVersion: 4, consistency: { after: "t", maxWaitMs: 100, ifBehind: STALE }) { id } }`,
    );
    expect(memory.reads).toEqual([
      { readModel: 'parcel', id: 'p1', after: 't', minVersion: 4, maxWaitMs: 100, ifBehind: 'STALE' },
    ]);
  });
});

it('keeps the highest token it has seen', async () => {
  const seen = [9, 11, 10];
  memory.answers.read = async () => ({ document: null, token: tokenAt(seen.shift() ?? 0) });
  const context = requestContext(memory, tokenAt(2));
  const source = '{ a: parcel(id: "a") { id } b: parcel(id: "b") { id } c: parcel(id: "c") { id } }';
  await runOperation(schema, { source, context });
  expect(context.session.highest()).toBe(tokenAt(11));
});

it('shows a read that is behind with what the client needs to try again', async () => {
  const details = { requiredVersion: 4, currentVersion: 3, retryAfterMs: 50, readModel: 'ORDER', id: 'p1' };
  memory.answers.read = async () => {
    throw new SlipstreamError('PROJECTION_BEHIND', 'Not yet.', { details });
  };
  expect(await run('{ parcel(id: "p1", minVersion: 4) { id } personCard(id: "x") { id } }')).toMatchObject({
    data: { parcel: null },
    errors: [
      { path: ['parcel'], message: 'Not yet.', extensions: { code: 'PROJECTION_BEHIND', ...details } },
      {},
    ],
  });
});
