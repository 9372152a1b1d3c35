// Spans of this process, kept as an SDK of OpenTelemetry exports them.
import { SpanStatusCode, trace, type SpanStatus } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll } from 'vitest';
import { SlipstreamError } from '../../src/engine/model/errors.ts';

export interface RecordedSpans {
  readonly all: () => readonly ReadableSpan[];
  readonly named: (name: string, traceId?: string) => readonly ReadableSpan[];
  readonly forget: () => void;
  /** What is said of errors: the status of each span and the code beside it. */
  readonly errors: () => readonly (readonly [status: SpanStatus, code: unknown])[];
}

/** To be called before anything that makes traces is started: as an operator does, who registers it first. */
export function withRecordedSpans(): RecordedSpans {
  const exporter = new InMemorySpanExporter();
  beforeAll(() => {
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    expectTaken(trace.setGlobalTracerProvider(provider));
  });
  // The next file of this process has none.
  afterAll(() => trace.disable());
  const all = (): readonly ReadableSpan[] => exporter.getFinishedSpans();
  return {
    all,
    named: (name, traceId) =>
      all().filter((span) => span.name === name && (traceId ?? traceOf(span)) === traceOf(span)),
    forget: () => exporter.reset(),
    errors: () => all().map(({ status, attributes }) => [status, attributes['error.type']]),
  };
}

export const traceOf = (span: ReadableSpan): string => span.spanContext().traceId;

export const spanOf = (span: ReadableSpan): string => span.spanContext().spanId;

export const parentOf = (span: ReadableSpan): string | undefined => span.parentSpanContext?.spanId;

export const idOf = (number: number): string => number.toString(16).padStart(16, '0');
/** Of the span of that number. */
export const sent = (number: number, flags = '01'): string =>
  `00-0af7651916cd43dd8448eb211c80319c-${idOf(number)}-${flags}`;

/** What a port fails with: a message that quotes what nobody may be told. */
export const failing = (): Promise<never> =>
  Promise.reject(new SlipstreamError('STORE_FAILED', 'of the customer ada@example.org'));

/** What a span says of that. */
export const failed = [{ code: SpanStatusCode.ERROR }, 'STORE_FAILED'];

function expectTaken(isTaken: boolean): void {
  if (!isTaken) throw new Error('Another SDK is registered in this process.');
}
