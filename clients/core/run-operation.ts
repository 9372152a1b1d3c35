// One operation through a session, whatever carries it.
import { ask } from './ask.ts';
import { follow } from './follow.ts';
import type { Result, RunnableOperation, RunOptions, Sink } from './operation.ts';

/** Ends everything when what it answers is called. */
export function runOperation<Value extends Result>(
  operation: RunnableOperation,
  options: RunOptions<Value>,
  sink: Sink<Value>,
): () => void {
  return (operation.kind === 'subscription' ? follow : ask)(operation, options, sink);
}
