// Traces: one mutation is followed from its request to the append, the folds, the subscriber and the answer of a reaction;
// a read is in the trace of its own request; and nothing of it is made unless it is asked for.
import { readFileSync } from 'node:fs';
import { SpanKind } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, it } from 'vitest';
import { openEventStream, updatesOf, type EventStream } from '../support/event-stream.ts';
import { eventually } from '../support/eventually.ts';
import { withClient } from '../support/oracle/read-table-lanes.ts';
import { parentOf, spanOf, traceOf, withRecordedSpans } from '../support/recorded-spans.ts';
import { withShop, type Shop } from '../support/shop.ts';

const spans = withRecordedSpans();

const WRITE_TRACE = '0af7651916cd43dd8448eb211c80319c';
const READ_TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CLIENT_SPAN = 'b7ad6b7169203331';
const sentIn = (traceId: string): Readonly<Record<string, string>> => ({
  traceparent: `00-${traceId}-${CLIENT_SPAN}-01`,
});

const CREATE = `mutation ($orderId: ID!) {
  createOrder(input: { orderId: $orderId, customerId: "customer-1", items: [{ productId: "product-1", quantity: 2 }] }) {
    ... on CreateOrderPayload { receipt { token commandId } }
    ... on CommandError { code }
  }
}`;
const PAY = `mutation ($orderId: ID!) {
  payOrder(input: { orderId: $orderId, paymentReference: "secret-reference" }) {
    ... on PayOrderPayload { receipt { token commandId } }
    ... on CommandError { code }
  }
}`;
const READ = `query ($orderId: ID!) { order(id: $orderId) { id status customer { name } } }`;
const FOLLOW = `subscription ($id: ID!) {
  orderUpdated(id: $id) { readModel id version token eventTypes coalesced document { customer { name } } }
}`;

interface Receipt {
  readonly token: string;
  readonly commandId: string;
}

async function send(shop: Shop, source: string, orderId: string, traceId?: string): Promise<Receipt> {
  const headers = traceId === undefined ? {} : sentIn(traceId);
  const { data, errors } = await shop.ask(source, { variables: { orderId }, headers });
  const [result] = Object.values(data ?? {}) as { readonly receipt?: Receipt }[];
  if (!result?.receipt) throw new Error(`Not written: ${JSON.stringify({ data, errors })}`);
  return result.receipt;
}

const opened: EventStream[] = [];
afterEach(() => opened.splice(0).forEach((stream) => stream.close()));

/** Of an order that is there already; what is done to it from now on is news. */
async function followed(shop: Shop, id: string): Promise<EventStream> {
  const stream = await openEventStream(shop.url, FOLLOW, { variables: { id } });
  opened.push(stream);
  return stream;
}

const storedTraces = (shop: Shop, streamId: string): Promise<readonly unknown[]> =>
  withClient(shop.databaseUrl, async (client) => {
    const { rows } = await client.query<{ readonly traceparent: unknown }>(
      `SELECT "metadata"->>'traceparent' AS traceparent FROM "Event" WHERE "stream" = $1 ORDER BY "version"`,
      [`order/${streamId}`],
    );
    return rows.map(({ traceparent }) => traceparent);
  });

const one = (found: readonly ReadableSpan[]): ReadableSpan => {
  const [span, ...more] = found;
  if (!span || more.length > 0) throw new Error(`${found.length} spans instead of one`);
  return span;
};

describe('with TRACING', () => {
  const shop = withShop({ tracing: true, reactions: true });

  it('a mutation is one trace up to its subscriber, and a read is in that of its request', async () => {
    await shop().untilReady((await send(shop(), CREATE, 'traced-1')).token);
    const stream = await followed(shop(), 'traced-1');
    spans.forget();
    const { token, commandId } = await send(shop(), PAY, 'traced-1', WRITE_TRACE);
    await stream.untilResults(1);
    const read = await shop().ask(READ, {
      variables: { orderId: 'traced-1' },
      headers: { ...sentIn(READ_TRACE), 'consistency-token': token },
    });
    expect(read.data).toMatchObject({ order: { status: 'PAID' } });

    const command = one(spans.named('command payOrder'));
    expect(command).toMatchObject({ kind: SpanKind.SERVER, status: { code: 0 } });
    expect([traceOf(command), parentOf(command)]).toEqual([WRITE_TRACE, CLIENT_SPAN]);
    expect(command.attributes).toEqual({
      'slipstream.command': 'payOrder',
      'slipstream.command_id': commandId,
      'slipstream.correlation_id': expect.any(String),
      'slipstream.outcome': 'accepted',
    });
    const append = one(
      spans.named('append', WRITE_TRACE).filter((span) => parentOf(span) === spanOf(command)),
    );
    expect(append.links.map(({ context }) => context.spanId)).toEqual([spanOf(command)]);
    expect(append.attributes).toEqual({ 'slipstream.batch_size': 1, 'slipstream.appended': 1 });

    const fold = await eventually('the fold', () => spans.named('fold order', WRITE_TRACE)[0]);
    expect(parentOf(fold)).toBe(spanOf(command));
    expect(fold.attributes).toEqual({
      'slipstream.read_model': 'order',
      'slipstream.lane': expect.stringMatching(/^order\.\d+$/),
      'slipstream.position': expect.stringMatching(/^\d+$/),
      'slipstream.documents': 1,
      'slipstream.result': 'committed',
    });
    const notice = one(spans.named('notice order'));
    expect([traceOf(notice), parentOf(notice)]).toEqual([WRITE_TRACE, spanOf(command)]);
    expect(notice.attributes).toEqual({
      'slipstream.read_model': 'order',
      'slipstream.version': updatesOf(stream.results)[0]?.version,
      'slipstream.coalesced': 0,
    });
    expect(at(command)).toBeLessThanOrEqual(at(append));
    expect(at(append)).toBeLessThanOrEqual(at(fold));
    expect(at(fold)).toBeLessThanOrEqual(at(notice));

    const asked = one(spans.named('read order'));
    expect([traceOf(asked), parentOf(asked)]).toEqual([READ_TRACE, CLIENT_SPAN]);
    expect(asked.attributes).toEqual({ 'slipstream.read_model': 'order', 'slipstream.shape': 'document' });
  });

  it('the command that answers an event is in the trace of that event', async () => {
    const paid = one(spans.named('command payOrder', WRITE_TRACE));
    const answer = await eventually(
      'the answer',
      () => spans.named('command awardLoyaltyPoints', WRITE_TRACE)[0],
    );
    expect(parentOf(answer)).toBe(spanOf(paid));
    expect(answer.kind).toBe(SpanKind.INTERNAL);
    const fold = await eventually('its fold', () =>
      spans.named('fold loyaltyProfile', WRITE_TRACE).find((span) => parentOf(span) === spanOf(answer)),
    );
    expect(fold.attributes['slipstream.documents']).toBe(1);
  });

  it('a refusal is an outcome', async () => {
    const paidTwice = { variables: { orderId: 'traced-1' }, headers: sentIn('1'.repeat(32)) };
    await shop().ask(PAY, paidTwice);
    const refused = one(spans.named('command payOrder', '1'.repeat(32)));
    expect(refused.status.code).toBe(0);
    expect(refused.attributes).toMatchObject({
      'slipstream.outcome': 'refused',
      'slipstream.refusal': expect.stringMatching(/^[A-Z_]+$/),
    });
  });

  it('spans have no payload, no token, no id of an entity and nothing personal', async () => {
    const said = spans
      .all()
      .flatMap(({ name, attributes }) => [name, ...Object.values(attributes).map(String)]);
    expect(said.length).toBeGreaterThan(50);
    for (const secret of [
      'secret-reference',
      'traced-1',
      'customer-1',
      'product-1',
      'Ada',
      '@',
      'anonymous',
    ]) {
      expect(said.filter((text) => text.includes(secret))).toEqual([]);
    }
    // Tokens are long; ids of commands and correlations are UUIDs.
    expect(said.filter((text) => text.length > 36)).toEqual([]);
    expect(spans.all().flatMap(({ events }) => events)).toEqual([]);
  });

  it('what spans say is in the documents', () => {
    const [, section = ''] = readFileSync('docs/operations.md', 'utf8').split(
      /^## Traces$|^## Trusted documents$/m,
    );
    const written = new Set([...section.matchAll(/`([a-z_.]+)`/g)].map(([, name]) => name));
    const names = spans.all().flatMap(({ attributes }) => Object.keys(attributes));
    expect(new Set(names).size).toBeGreaterThan(10);
    expect(names.filter((name) => !written.has(name.replace('slipstream.', '')))).toEqual([]);
  });

  it('an event leads to the span of its command', async () => {
    const command = one(spans.named('command payOrder', WRITE_TRACE));
    const [, paid] = await storedTraces(shop(), 'traced-1');
    expect(paid).toBe(`00-${WRITE_TRACE}-${spanOf(command)}-01`);
  });
});

describe('without TRACING', () => {
  const shop = withShop();

  it('no span is made, and an event has what its client sent', async () => {
    spans.forget();
    await shop().untilReady((await send(shop(), CREATE, 'untraced-1')).token);
    const stream = await followed(shop(), 'untraced-1');
    const { token } = await send(shop(), PAY, 'untraced-1', WRITE_TRACE);
    await stream.untilResults(1);
    await shop().ask(READ, {
      variables: { orderId: 'untraced-1' },
      headers: { ...sentIn(READ_TRACE), 'consistency-token': token },
    });
    expect(spans.all()).toEqual([]);
    expect(await storedTraces(shop(), 'untraced-1')).toEqual([null, `00-${WRITE_TRACE}-${CLIENT_SPAN}-01`]);
  });
});

const at = ({ startTime: [seconds, nanos] }: ReadableSpan): number => seconds * 1e9 + nanos;
