// An event store whose appends are spans: one for each batch, linked to the commands in it.
import type { AppendOutcome, CommandAppend, EventStore } from '../../model/event-store.ts';
import { readTraceparent } from '../../model/traceparent.ts';
import type { OpenSpan, SpanFacts, Traces } from '../../observability/traces.ts';
import { failureCode, inSpan } from './in-span.ts';

const RECORDED = 1;

type Appends = Pick<EventStore, 'append' | 'appendAlone'>;

export function tracedAppends<Store extends Appends>(store: Store, traces: Traces): Store {
  return {
    ...store,
    append: (commands) => inSpan(beginAppend(traces, commands), () => store.append(commands), factsOf),
    appendAlone: async (decide) => {
      let span: OpenSpan | undefined;
      try {
        const outcomes = await store.appendAlone(async (reader) => {
          const commands = await decide(reader);
          if (commands.length > 0) span = beginAppend(traces, commands);
          return commands;
        });
        span?.end(factsOf(outcomes));
        return outcomes;
      } catch (error) {
        span?.fail(failureCode(error));
        throw error;
      }
    },
  };
}

/** In the trace of its first command that is recorded: a span has one parent, and most batches have one command. */
function beginAppend(traces: Traces, commands: readonly CommandAppend[]): OpenSpan {
  const links = commands.flatMap(({ metadata: { traceparent: one } }) => (one === undefined ? [] : [one]));
  return traces.begin('append', {
    parent: links.find(isRecorded) ?? links[0],
    links,
    facts: { 'slipstream.batch_size': commands.length },
  });
}

function isRecorded(traceparent: string): boolean {
  const flags = readTraceparent(traceparent)?.flags ?? 0;
  return (flags & RECORDED) === RECORDED;
}

const factsOf = (outcomes: readonly AppendOutcome[]): SpanFacts => ({
  'slipstream.appended': outcomes.filter(({ kind }) => kind === 'appended').length,
});
