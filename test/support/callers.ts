// Callers that every rule lets, for tests of everything else.
import { ANYBODY, type Caller } from '../../src/engine/model/caller.ts';

export const trustedCaller = (principal: string, said: Partial<Caller> = {}): Caller => ({
  ...ANYBODY,
  principal,
  ...said,
});
