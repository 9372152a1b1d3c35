// One mutation is one command: what reaches the bus, what comes back, and how several of them run.
import { beforeEach, describe, expect, it } from 'vitest';
import {
  AlreadyExists,
  reject,
  ValidationFailed,
  VersionConflict,
} from '../../../../src/engine/definitions/refusals.ts';
import { buildSchema } from '../../../../src/engine/graphql/schema/build-schema.ts';
import { defineSystem } from '../../../../src/engine/definitions/define-system.ts';
import { SlipstreamError } from '../../../../src/engine/model/errors.ts';
import { memoryServices, receipt, shownDocument, tokenAt } from '../../../support/memory-services.ts';
import { ParcelTooHeavy, parcelModule } from '../../../support/parcel-domain.ts';
import { requestContext, runOperation, type MemoryServices } from '../../../support/run-operation.ts';
import { trustedCaller } from '../../../support/callers.ts';

const schema = buildSchema(defineSystem('test', [parcelModule]));
const SEND = `mutation Send($input: SendParcelInput!) {
  sendParcel(input: $input) {
    __typename
    ... on SendParcelPayload { receipt { commandId streamId version token replayed } }
    ... on CommandError { code message }
    ... on ValidationFailed { issues { path message } }
    ... on AlreadyExists { what id }
    ... on ParcelTooHeavy { weight fee { amount currency } status }
  }
}`;
const input = {
  senderId: 'ada',
  address: { line1: 'a' },
  declared: { amount: '12.50', currency: 'EUR' },
  lines: [{ sku: 'x' }],
};

let memory: MemoryServices;
beforeEach(() => {
  memory = memoryServices();
});
const send = (variables: object, context = requestContext(memory)) =>
  runOperation(schema, { source: SEND, variables: { input: variables }, context });

describe('what reaches the bus', () => {
  it('is the command by name, its input as sent, and who asks', async () => {
    const context = { ...requestContext(memory), traceparent: 'trace' };
    await send({ ...input, parcelId: 'p1', commandId: 'not a uuid' }, context);
    expect(memory.dispatched).toEqual([
      {
        command: 'sendParcel',
        input: {
          parcelId: 'p1',
          senderId: 'ada',
          address: { line1: 'a', line2: null },
          declared: { amount: '12.50', currency: 'EUR' },
          lines: [{ sku: 'x' }],
          depot: null,
          commandId: 'not a uuid',
        },
        principal: 'ada',
        caller: trustedCaller('ada'),
        correlationId: 'c-1',
        traceparent: 'trace',
      },
    ]);
  });

  it('has null only where the command takes null', async () => {
    const lines = [{ sku: 'x', tags: null }];
    await send({ ...input, parcelId: null, note: null, gift: null, depot: null, lines, commandId: null });
    const sent = memory.dispatched[0]?.input;
    expect(sent).toEqual({
      senderId: 'ada',
      address: { line1: 'a', line2: null },
      declared: { amount: '12.50', currency: 'EUR' },
      lines: [{ sku: 'x' }],
      note: null,
      depot: null,
    });
  });

  it('keeps malformed text for the one place that validates', async () => {
    const odd = { amount: '12,50 or so', currency: 'euros' };
    const result = await send({ ...input, parcelId: 'a b', declared: odd });
    expect(result.errors).toBeUndefined();
    expect(memory.dispatched[0]?.input).toMatchObject({ parcelId: 'a b', declared: odd });
  });

  it('takes the digits of a decimal literal as they are written', async () => {
    const source = `mutation { sendParcel(input: { senderId: "ada", address: { line1: "a" }, lines: [{ sku: "x" }],
      declared: { amount: 12.50, currency: "EUR" } }) { __typename } }`;
    await runOperation(schema, { source, context: requestContext(memory) });
    expect(memory.dispatched[0]?.input['declared']).toEqual({ amount: '12.50', currency: 'EUR' });
  });

  it('is nothing if a variable is not of its type', async () => {
    const result = await send({ ...input, declared: { amount: 12.5, currency: 'EUR' } });
    expect(result).toMatchObject({
      errors: [
        {
          extensions: { code: 'BAD_USER_INPUT' },
          message: expect.stringContaining('Decimal is written as a string.'),
        },
      ],
    });
    expect(memory.dispatched).toEqual([]);
  });
});

describe('the outcome', () => {
  it('is a payload with the receipt', async () => {
    memory.answers.command = async () => ({ accepted: true, receipt: receipt({ replayed: true }) });
    const context = requestContext(memory);
    const { data } = await send(input, context);
    expect(data?.['sendParcel']).toEqual({
      __typename: 'SendParcelPayload',
      receipt: {
        commandId: '018f0000-0000-7000-8000-000000000001',
        streamId: 'p1',
        version: 1,
        token: tokenAt(7),
        replayed: true,
      },
    });
    expect(context.session.highest()).toBe(tokenAt(7));
  });

  it.each([
    [
      reject(ValidationFailed, { issues: [{ path: 'lines.0.sku', message: 'is odd' }] }),
      {
        code: 'VALIDATION_FAILED',
        message: 'lines.0.sku: is odd',
        issues: [{ path: 'lines.0.sku', message: 'is odd' }],
      },
    ],
    [
      reject(AlreadyExists, { what: 'parcel', id: 'p1' }),
      { code: 'ALREADY_EXISTS', message: 'There is a parcel p1 already.', what: 'parcel', id: 'p1' },
    ],
    [
      reject(ParcelTooHeavy, { weight: 31.5, fee: { minor: 1999, currency: 'EUR' }, status: 'SENT' }),
      {
        code: 'PARCEL_TOO_HEAVY',
        message: '31.5 kg is too heavy.',
        weight: 31.5,
        fee: { amount: '19.99', currency: 'EUR' },
        status: 'SENT',
      },
    ],
    [
      reject(VersionConflict, { expectedVersion: 1, actualVersion: 2 }),
      { code: 'VERSION_CONFLICT', message: 'Expected version 1, but it is at version 2.' },
    ],
  ])('is a refusal: $name', async (rejection, shown) => {
    memory.answers.command = async () => ({
      accepted: false,
      rejection,
      commandId: 'c',
      stored: true,
    });
    const { data, errors } = await send(input);
    expect(errors).toBeUndefined();
    expect(data?.['sendParcel']).toEqual({ __typename: rejection.name, ...shown });
  });

  it('is an error beside the others if it is not known', async () => {
    let isLost = true;
    memory.answers.command = async () => {
      if (isLost) {
        isLost = false;
        throw new SlipstreamError('COMMAND_OUTCOME_UNKNOWN', 'Ask again.', { details: { commandId: 'c' } });
      }
      return { accepted: true, receipt: receipt() };
    };
    const source = `mutation { a: watchParcel(input: { parcelId: "p" }) { __typename }
                               b: watchParcel(input: { parcelId: "p" }) { __typename } }`;
    expect(await runOperation(schema, { source, context: requestContext(memory) })).toMatchObject({
      data: { a: null, b: { __typename: 'WatchParcelPayload' } },
      errors: [
        {
          message: 'Ask again.',
          path: ['a'],
          extensions: { code: 'COMMAND_OUTCOME_UNKNOWN', commandId: 'c' },
        },
      ],
    });
  });
});

describe('the payload', () => {
  const document = shownDocument({ readModel: 'parcel', id: 'p1', body: { weight: 2 } });
  const run = (selection: string, token?: string) =>
    runOperation(schema, {
      source: `mutation { watchParcel(input: { parcelId: "p1" }) { ... on WatchParcelPayload { ${selection} } } }`,
      context: requestContext(memory, token),
    });
  beforeEach(() => {
    memory.answers.read = async () => ({ document, token: tokenAt(9) });
  });

  it('reads its entity at this write', async () => {
    const { data } = await run(
      'parcel { id version weight } slow: parcel(maxWaitMs: 2000) { id } none: parcel(maxWaitMs: null) { id }',
    );
    expect(data?.['watchParcel']).toMatchObject({ parcel: { id: 'p1', version: 1, weight: 2 } });
    const read = { readModel: 'parcel', id: 'p1', after: tokenAt(7), ifBehind: 'WRITE_MODEL' };
    expect(memory.reads).toEqual([
      { ...read, maxWaitMs: 500 },
      { ...read, maxWaitMs: 2000 },
      { ...read, maxWaitMs: 500 },
    ]);
  });

  it('reads everything else at this write, whatever the header said', async () => {
    await run('query { parcel(id: "p2") { id } }', tokenAt(3));
    expect(memory.reads).toEqual([
      { readModel: 'parcel', id: 'p2', after: tokenAt(7), maxWaitMs: 500, ifBehind: 'WRITE_MODEL' },
    ]);
  });

  it('keeps the receipt if the read fails', async () => {
    memory.answers.read = async () => {
      throw new SlipstreamError('READ_MODEL_UNAVAILABLE', 'Redis does not answer.');
    };
    const result = await run('receipt { version } parcel { id }');
    expect(result).toMatchObject({
      data: { watchParcel: { receipt: { version: 1 }, parcel: null } },
      errors: [{ path: ['watchParcel', 'parcel'], extensions: { code: 'READ_MODEL_UNAVAILABLE' } }],
    });
  });
});

it('runs several commands in order, each with what is selected below it', async () => {
  const steps: string[] = [];
  memory.answers.command = async ({ input: { parcelId } }) => {
    steps.push(`${String(parcelId)} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    steps.push(`${String(parcelId)} ends`);
    return { accepted: true, receipt: receipt({ streamId: String(parcelId) }) };
  };
  memory.answers.read = async ({ id }) => {
    steps.push(`${id} is read`);
    return { document: null, token: tokenAt(1) };
  };
  const one = (id: string) =>
    `${id}: watchParcel(input: { parcelId: "${id}" }) { ... on WatchParcelPayload { parcel { id } } }`;
  await runOperation(schema, {
    source: `mutation { ${one('a')} ${one('b')} }`,
    context: requestContext(memory),
  });
  expect(steps).toEqual(['a begins', 'a ends', 'a is read', 'b begins', 'b ends', 'b is read']);
});
