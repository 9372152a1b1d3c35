// Spans by the API of OpenTelemetry: where they are, beside what else traces the process, and where nobody takes them.
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type ContextManager,
} from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTelemetryTraces, takesSpans } from '../../../src/engine/observability/open-telemetry.ts';
import { parentOf, spanOf, traceOf, withRecordedSpans } from '../../support/recorded-spans.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const OTHER = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = 'b7ad6b7169203331';
const sent = (traceId: string, flags = '01'): string => `00-${traceId}-${SPAN}-${flags}`;

it('takes nothing where no SDK is registered, and leads nowhere', () => {
  expect(takesSpans()).toBe(false);
  const span = openTelemetryTraces('1').begin('one', { facts: {} });
  expect(span.traceparent).toBeUndefined();
  expect(span.around(() => 7)).toBe(7);
  span.end();
});

describe('where an SDK is registered', () => {
  const spans = withRecordedSpans();
  const traces = openTelemetryTraces('1.2.3');
  const active = new AsyncLocalStorage<ReturnType<ContextManager['active']>>();
  const manager: ContextManager = {
    active: () => active.getStore() ?? ROOT_CONTEXT,
    with: (of, run, self, ...args) => active.run(of, () => run.apply(self, args)),
    bind: (_of, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  beforeAll(() => {
    context.setGlobalContextManager(manager);
  });
  afterAll(() => context.disable());
  beforeEach(spans.forget);
  const first = () => spans.all()[0];

  /** Runs below a span of somebody else, such as that of an instrumented HTTP server. */
  function belowOther(traceId: string, run: () => void): string {
    const parent = trace.setSpanContext(ROOT_CONTEXT, {
      traceId,
      spanId: SPAN,
      traceFlags: 1,
      isRemote: true,
    });
    const other = trace.getTracer('other').startSpan('other', {}, parent);
    context.with(trace.setSpan(parent, other), run);
    return other.spanContext().spanId;
  }

  it('a span is below what was sent, and leads to itself', () => {
    expect(takesSpans()).toBe(true);
    const span = traces.begin('one', { parent: sent(TRACE), facts: { a: 1 } });
    span.end({ b: true });
    expect(first()).toMatchObject({ name: 'one', kind: SpanKind.INTERNAL, attributes: { a: 1, b: true } });
    expect(first()?.instrumentationScope).toMatchObject({ name: 'slipstream', version: '1.2.3' });
    expect(first()?.parentSpanContext).toMatchObject({ traceId: TRACE, spanId: SPAN, isRemote: true });
    expect(span.traceparent).toBe(`00-${TRACE}-${first()?.spanContext().spanId}-01`);
  });

  it.each([undefined, '', 'nonsense', `ff-${TRACE}-${SPAN}-01`, `00-${'0'.repeat(32)}-${SPAN}-01`])(
    'a span below %j is the first of its trace',
    (parent) => {
      traces.begin('one', { parent, facts: {} }).end();
      expect(spans.all().map(parentOf)).toEqual([undefined]);
    },
  );

  it('a trace that its sender does not record is not recorded here, and goes on so', () => {
    const span = traces.begin('one', { parent: sent(TRACE, '00'), facts: {} });
    span.end();
    expect(spans.all()).toEqual([]);
    expect(span.traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
  });

  it('what is no traceparent is no link', () => {
    traces.begin('one', { links: ['nonsense', sent(OTHER)], facts: {} }).end();
    expect(first()?.links.map(({ context: of }) => of.traceId)).toEqual([OTHER]);
  });

  it('an error is told by its code alone', () => {
    traces.begin('one', { facts: { a: 1 } }).fail('STORE_FAILED');
    expect(first()).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { a: 1, 'error.type': 'STORE_FAILED' },
      events: [],
    });
  });

  it('in a request it is below what traces that request here, else it is of kind SERVER', () => {
    const other = belowOther(TRACE, () =>
      traces.begin('one', { parent: sent(TRACE), inRequest: true, facts: {} }).end(),
    );
    expect(first()).toMatchObject({ kind: SpanKind.INTERNAL, parentSpanContext: { spanId: other } });
    spans.forget();
    traces.begin('one', { parent: sent(TRACE), inRequest: true, facts: {} }).end();
    expect(first()).toMatchObject({ kind: SpanKind.SERVER, parentSpanContext: { spanId: SPAN } });
    spans.forget();
    belowOther(TRACE, () => traces.begin('one', { inRequest: true, facts: {} }).end());
    expect(spans.all().map(traceOf)).toEqual([TRACE]);
  });

  it('is not drawn into the trace of somebody else', () => {
    belowOther(OTHER, () => {
      traces.begin('sent', { parent: sent(TRACE), inRequest: true, facts: {} }).end();
      traces.begin('stored', { parent: sent(TRACE), facts: {} }).end();
      traces.begin('alone', { facts: {} }).end();
    });
    expect(spans.all().map((span) => [span.name, traceOf(span) === TRACE, traceOf(span) === OTHER])).toEqual([
      ['sent', true, false],
      ['stored', true, false],
      ['alone', false, false],
    ]);
  });

  it('what else traces its work is below it', () => {
    const span = traces.begin('one', { facts: {} });
    span.around(() => trace.getTracer('driver').startSpan('statement').end());
    span.end();
    const [statement, own] = spans.all();
    expect(statement && parentOf(statement)).toBe(own && spanOf(own));
  });
});
