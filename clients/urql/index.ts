// urql 5: an exchange that reads what was written and never goes back.
export { consistencyExchange, type ConsistencyExchangeOptions } from './consistency-exchange.ts';
export { createSession, type Session } from '../core/session.ts';
