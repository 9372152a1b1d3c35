// A budget of events that one operation may still have folded for its reads.
import { LIMITS } from './limits.ts';

export interface FoldBudget {
  left: number;
  /** Whether streams are read whole: not any more once one was found too long. */
  readsWhole: boolean;
}

export const openFoldBudget = (): FoldBudget => ({ left: LIMITS.eventsFoldedPerOperation, readsWhole: true });
