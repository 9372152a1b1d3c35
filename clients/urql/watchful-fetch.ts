// For urql's option `fetch`: a stream of updates that does not open, or whose connection is dead without saying so, ends with
// an error, and is then resumed. An entry of its own, because who has WebSockets does not need it.
import { isStream, openInTime, withSignsOfLife } from '../core/signs-of-life.ts';

export const watchfulFetch: typeof fetch = async (input, init) => {
  // What urql accepts first for a subscription, and only for one.
  const asksForStream = new Headers(init?.headers).get('accept')?.startsWith('text/event-stream');
  const response = await (asksForStream
    ? openInTime((signal) => fetch(input, { ...init, signal }), init?.signal)
    : fetch(input, init));
  return isStream(response) ? withSignsOfLife(response) : response;
};
