// Traces by the API of OpenTelemetry: spans go to the SDK that the operator has registered in the process.
import {
  context,
  isSpanContextValid,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Link,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import { readTraceparent, writeTraceparent } from '../model/traceparent.ts';
import type { OpenSpan, SpanStart, Traces } from './traces.ts';

const NAME = 'slipstream';

export function openTelemetryTraces(version: string): Traces {
  const tracer = trace.getTracer(NAME, version);
  return {
    begin: (name, start) => {
      const parent = parentOf(start);
      const options = { kind: kindOf(start, parent), attributes: start.facts, links: linksOf(start) };
      return openSpan(tracer.startSpan(name, options, parent));
    },
  };
}

/** Whether anything in the process takes spans: an SDK registers itself before the first module of the program is loaded. */
export function takesSpans(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(NAME) !== undefined;
}

function openSpan(span: Span): OpenSpan {
  const of = span.spanContext();
  return {
    traceparent: isSpanContextValid(of) ? writeTraceparent({ ...of, flags: of.traceFlags }) : undefined,
    around: (run) => context.with(trace.setSpan(context.active(), span), run),
    end: (facts = {}) => {
      span.setAttributes(facts).end();
    },
    fail: (code, facts = {}) => {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttributes({ ...facts, 'error.type': code }).end();
    },
  };
}

/** What is active in the process may be of somebody else: who sent the request says which trace it is in. */
function parentOf({ parent, inRequest }: SpanStart): Context {
  const sent = contextOf(parent);
  const active = inRequest === true ? trace.getSpanContext(context.active()) : undefined;
  if (active && isSpanContextValid(active) && (!sent || sent.traceId === active.traceId))
    return context.active();
  return sent ? trace.setSpanContext(ROOT_CONTEXT, sent) : ROOT_CONTEXT;
}

/** Where nothing else traces a request, its spans are the first that the server has of it. */
function kindOf({ inRequest }: SpanStart, parent: Context): SpanKind {
  const above = trace.getSpanContext(parent);
  const isFirst = above === undefined || above.isRemote === true;
  return inRequest === true && isFirst ? SpanKind.SERVER : SpanKind.INTERNAL;
}

function linksOf({ links = [] }: SpanStart): Link[] {
  return links.flatMap((link) => {
    const of = contextOf(link);
    return of ? [{ context: of }] : [];
  });
}

function contextOf(traceparent: string | undefined): SpanContext | undefined {
  const read = traceparent === undefined ? undefined : readTraceparent(traceparent);
  return read && { traceId: read.traceId, spanId: read.spanId, traceFlags: read.flags, isRemote: true };
}
