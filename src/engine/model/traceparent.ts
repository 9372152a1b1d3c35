// The header `traceparent` of W3C Trace Context: which span of which trace something comes from.

export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  /** 8 bits; the lowest: the trace is recorded. */
  readonly flags: number;
}

/** https://www.w3.org/TR/trace-context/#traceparent-header: version ff and ids of zeros alone stand for nothing. */
const PATTERN = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Undefined for a text that is none. Of a later version what is known is read. */
export function readTraceparent(text: string): TraceParent | undefined {
  const [, version, traceId, spanId, flags, rest] = PATTERN.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === '00' && rest !== undefined) return undefined;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) };
}

/** In version 00. */
export function writeTraceparent({ traceId, spanId, flags }: TraceParent): string {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
}
