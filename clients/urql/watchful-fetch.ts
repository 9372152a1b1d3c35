// For urql's option `fetch`: a stream of updates whose connection is dead without saying so ends with an error, and is then
// resumed. An entry of its own, because who has WebSockets does not need it.
import { isStream, withSignsOfLife } from '../core/signs-of-life.ts';

export const watchfulFetch: typeof fetch = async (...request) => {
  const response = await fetch(...request);
  return isStream(response) ? withSignsOfLife(response) : response;
};
