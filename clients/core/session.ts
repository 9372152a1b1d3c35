// The session of a client over all of its requests: the highest token, how often it has written, and the newest of each
// entity. One for each client; two that share one share what they promise.
import { mutationsInFlight, type MutationsInFlight } from './mutations-in-flight.ts';
import { rememberNewest, type Newest } from './newest.ts';
import { laterToken } from './tokens.ts';

export interface Session extends Pick<Newest, 'admit' | 'correct' | 'now'> {
  /** To be sent with the next request. */
  token(): string | undefined;
  /** Of an answer or a pushed update; anything but a token is ignored. */
  saw(token: unknown): void;
  /** How many mutations have been answered. */
  writes(): number;
  wrote(): void;
  readonly inFlight: MutationsInFlight;
  /** Another store has taken the place of the one that all this was about. */
  forget(): void;
}

/** How many entities are remembered. */
const REMEMBERED = 5000;

export function createSession(): Session {
  const newest = rememberNewest(REMEMBERED);
  let highest: string | undefined;
  let writes = 0;
  return {
    ...newest,
    inFlight: mutationsInFlight(),
    token: () => highest,
    saw: (token) => {
      if (token && typeof token === 'string') highest = laterToken(highest, token);
    },
    writes: () => writes,
    wrote: () => {
      writes += 1;
    },
    forget: () => {
      highest = undefined;
      newest.forget();
    },
  };
}
