// #engine/testing: the door for tests of domain modules. In memory, no servers.
export { given, type Decided } from './given.ts';
export { deriveFolds, type GoldenOptions } from './golden/derive-folds.ts';
export type { Histories } from './golden/fold-histories.ts';
export {
  inMemory,
  type Followed,
  type InMemoryOptions,
  type MemoryRuntime,
  type Page,
  type PageOptions,
  type ReadOptions,
  type SendOptions,
} from './memory/in-memory.ts';
export type { Answer, Sent } from './memory/operations.ts';
export type { Projected } from './projected.ts';
export { projecting } from './projecting.ts';
export { rebuilding } from './rebuilding.ts';
export { at, record, type PastEvent } from './record.ts';
