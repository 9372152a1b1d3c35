// Lets one through in each turn of the event loop, in the order in which they came: what is quick is done between them.
import { setImmediate as nextTurn } from 'node:timers/promises';

export function oneEachTurn(): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(() => nextTurn());
    return last;
  };
}
