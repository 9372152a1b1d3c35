// A subscription: it begins with what is there, is told what is newer, and goes on where it was when it was cut off.
import type { Result, RunnableOperation, RunOptions, Sink } from './operation.ts';
import { FIRST_RETRY_MS, hasCode, noteToken, PASSING, REFUSED } from './results.ts';

const SLOWEST_RETRY_MS = 5_000;
/** How often in a row the access token may be refused: each attempt asks for one anew, and a page may just be renewing it. */
const MOST_REFUSALS = 3;
/** Who has listened for longer was let in, even if there was nothing to say: its token has ended since. */
const LET_IN_MS = 10_000;

/** Ends everything when what it answers is called. */
export function follow<Value extends Result>(
  operation: RunnableOperation,
  { session, send, lossOf, onConnection }: RunOptions<Value>,
  sink: Sink<Value>,
): () => void {
  let resume: Record<string, unknown> = {};
  let failures = 0;
  let refusals = 0;
  let isBare = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWanted = true;
  let end = (): void => {};

  const connect = (): void => {
    const begun = Date.now();
    let isCurrent = true;
    let isLetIn = false;
    let stop = (): void => {};
    end = () => {
      isCurrent = false;
      stop();
    };
    const reconnect = (retryMs = 0, why?: unknown): void => {
      isCurrent = false;
      onConnection?.('lost', why);
      const backOff = Math.min(FIRST_RETRY_MS * 2 ** failures, SLOWEST_RETRY_MS);
      failures += 1;
      timer = setTimeout(connect, Math.max(backOff, retryMs) * (0.5 + Math.random() / 2));
    };
    const mayAskAnew = (): boolean => {
      refusals = isLetIn || Date.now() - begun > LET_IN_MS ? 1 : refusals + 1;
      return refusals < MOST_REFUSALS;
    };
    // What was held back is passed on over a later connection too, but not to whoever has left.
    const pass = (result: Value): void => {
      if (!isWanted) return;
      if (session.inFlight.concern(operation, result.data))
        return session.inFlight.onNextEnd(() => pass(result));
      const { older, news } = session.admit(operation, result.data);
      // Whoever has shown something newer has no use for it; what is newer still will come.
      if (news || !older) sink.next(result);
    };
    const take = (result: Value): void => {
      if (!isCurrent) return;
      const isForeign = noteToken(session, result);
      // The store or its read models begin anew.
      if (isForeign || hasCode(result, /REBUILDING/)) {
        session.forget();
        resume = {};
      }
      const isRefused = hasCode(result, REFUSED);
      const isPassing = isForeign ? !isBare : hasCode(result, PASSING) || (isRefused && mayAskAnew());
      isBare = isForeign;
      if (isPassing) {
        end();
        return reconnect(0, result);
      }
      isLetIn = !isRefused;
      Object.assign(resume, result.extensions?.['resume']);
      failures = 0;
      onConnection?.('live');
      pass(result);
    };
    const lose = (error: unknown): void => {
      if (!isCurrent) return;
      const { lost, refused, retryMs } = lossOf(error);
      if (lost || (refused && mayAskAnew())) reconnect(retryMs, error);
      else sink.error(error);
    };
    const token = isBare ? undefined : session.token();
    stop = send(
      { token, extensions: { consistencyToken: token, resume: { ...resume } } },
      {
        open: () => {
          if (!isCurrent) return;
          isLetIn = true;
          onConnection?.('live');
        },
        next: take,
        error: lose,
        complete: () => isCurrent && sink.complete(),
      },
    );
  };
  connect();
  return () => {
    isWanted = false;
    clearTimeout(timer);
    end();
  };
}
