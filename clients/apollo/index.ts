// Apollo Client 4: a link that reads what was written, never goes back, and resumes what was cut off. The link for
// subscriptions over Server-Sent Events is an entry of its own: who has WebSockets does not need it.
export { consistencyLink, type ConsistencyLinkOptions } from './consistency-link.ts';
export { createSession, type Session } from '../core/session.ts';
