// Spans of this process, kept as an SDK of OpenTelemetry exports them.
import { trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll } from 'vitest';

export interface RecordedSpans {
  readonly all: () => readonly ReadableSpan[];
  readonly named: (name: string, traceId?: string) => readonly ReadableSpan[];
  readonly forget: () => void;
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
  };
}

export const traceOf = (span: ReadableSpan): string => span.spanContext().traceId;

export const spanOf = (span: ReadableSpan): string => span.spanContext().spanId;

export const parentOf = (span: ReadableSpan): string | undefined => span.parentSpanContext?.spanId;

export const idOf = (number: number): string => number.toString(16).padStart(16, '0');
/** Of the span of that number. */
export const sent = (number: number, flags = '01'): string =>
  `00-0af7651916cd43dd8448eb211c80319c-${idOf(number)}-${flags}`;

function expectTaken(isTaken: boolean): void {
  if (!isTaken) throw new Error('Another SDK is registered in this process.');
}
