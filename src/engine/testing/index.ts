// #engine/testing: how the tests of a domain module are written. In memory, no servers.
export { given, type Decided } from './given.ts';
export { projecting, type Projected } from './projecting.ts';
export { at, record, type PastEvent } from './record.ts';
