// A transport of a client that only records: tests answer each attempt themselves.
import type { Attempt, Result, Send, Sink } from '../../clients/core/operation.ts';

export interface RecordedSend extends Attempt {
  readonly sink: Sink<Result>;
  isStopped: boolean;
}

export interface RecordedSends {
  readonly sends: RecordedSend[];
  readonly send: Send<Result>;
  /** The latest. */
  current(): RecordedSend;
}

export function recordSends(): RecordedSends {
  const sends: RecordedSend[] = [];
  return {
    sends,
    send: (attempt, sink) => {
      const recorded: RecordedSend = { ...attempt, sink, isStopped: false };
      sends.push(recorded);
      return () => {
        recorded.isStopped = true;
      };
    },
    current: () => {
      const last = sends.at(-1);
      if (!last) throw new Error('Nothing was sent.');
      return last;
    },
  };
}

export interface RecordedSink extends Sink<Result> {
  readonly results: Result[];
  readonly errors: unknown[];
  completed: number;
}

export function recordingSink(): RecordedSink {
  const sink: RecordedSink = {
    results: [],
    errors: [],
    completed: 0,
    next: (result) => sink.results.push(result),
    error: (error) => sink.errors.push(error),
    complete: () => {
      sink.completed += 1;
    },
  };
  return sink;
}

/** As the server makes them. */
export const tokenAt = (position: number, store = 'store'): string => btoa(`${store}@${position}`);
