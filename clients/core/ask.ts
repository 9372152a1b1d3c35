// A query or a mutation: the token goes out and comes in, what is older than what was seen is replaced, and a query is
// asked again if a mutation or an update has overtaken it, or a read model has not come far enough or does not answer.
import { fieldsOf } from './fields.ts';
import type { Result, RunnableOperation, RunOptions, Sink } from './operation.ts';
import { FIRST_RETRY_MS, hasCode, noteToken, PASSING } from './results.ts';

const MOST_QUESTIONS = 5;

/** Ends everything when what it answers is called. */
export function ask<Value extends Result>(
  operation: RunnableOperation,
  { session, send }: RunOptions<Value>,
  sink: Sink<Value>,
): () => void {
  const { kind, variables } = operation;
  const isMutation = kind === 'mutation';
  const over = isMutation ? session.inFlight.begin(variables) : () => {};
  // The framework first writes the answer into its cache, and may do so in a moment.
  const settle = (): void => void setTimeout(over);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let end = (): void => {};

  const attempt = (left: number, isBare = false): void => {
    const writes = session.writes();
    const since = isMutation ? Infinity : session.now();
    let isOpen = true;
    let stop = (): void => {};
    end = () => {
      isOpen = false;
      stop();
    };
    const take = (result: Value, token?: string | null): void => {
      if (!isOpen) return;
      if (!isMutation && session.inFlight.concern(operation, result.data)) {
        return session.inFlight.onNextEnd(() => take(result, token));
      }
      isOpen = false;
      const isForeign = noteToken(session, result, token);
      // It was sent before a mutation that has been answered since.
      const isOvertaken = session.writes() !== writes;
      const { lacks = hasCode(result, /BEHIND/) } = session.admit(operation, result.data, since);
      const mayPass = hasCode(result, PASSING) || (lacks && !saysHowNew(operation));
      if (left > 0 && ((isForeign && !isBare) || isOvertaken || mayPass)) {
        timer = setTimeout(attempt, isOvertaken ? 0 : FIRST_RETRY_MS, left - 1, isForeign);
        return;
      }
      if (isMutation) session.wrote();
      sink.next(result);
      sink.complete();
      settle();
    };
    const fail = (error: unknown): void => {
      if (isOpen) sink.error(error);
      settle();
    };
    const token = isBare ? undefined : session.token();
    // There is one answer, and it is complete.
    stop = send(
      { token, extensions: { consistencyToken: token } },
      { next: take, error: fail, complete: () => {} },
    );
  };
  attempt(isMutation ? 0 : MOST_QUESTIONS - 1);
  return () => {
    clearTimeout(timer);
    end();
    over();
  };
}

/** How new its answer has to be: then it gets what it asks for. */
function saysHowNew(operation: RunnableOperation): boolean {
  return fieldsOf(operation).some(({ key }) => /"(consistency|minVersion)"/.test(key));
}
