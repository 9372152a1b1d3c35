// Port of traces: spans that are begun and ended, named by the `traceparent` that leads to them.

/** Names, numbers and codes; never payloads, tokens or personal data. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;

export interface SpanStart {
  /** Of the span that this one is below; a trace of its own if it is undefined or none. */
  readonly parent?: string | undefined;
  /** Done in a request: below what else traces that request in this process, if something does. */
  readonly inRequest?: boolean;
  /** Of other spans that it belongs to; what is none is left out. */
  readonly links?: readonly string[];
  readonly facts: SpanFacts;
}

export interface OpenSpan {
  /** Leads to this span; undefined if nothing in the process takes spans. */
  readonly traceparent: string | undefined;
  /** Runs what the span is about: what else traces the process sees it below the span. */
  around<Result>(run: () => Result): Result;
  end(facts?: SpanFacts): void;
  /** @param code never a message: those quote values. */
  fail(code: string, facts?: SpanFacts): void;
}

export interface Traces {
  begin(name: string, start: SpanStart): OpenSpan;
}
