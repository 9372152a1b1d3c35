// Answers of those parts of the operators' service that are not there yet: nothing is known, nothing can be done.
import type { OperatedParts } from './create-operations.ts';
import { refused } from './verbs.ts';

const EMPTY = { items: [], next: undefined } as const;

export const notBuiltYet: OperatedParts = {
  projections: async () => [],
  rebuilds: async () => [],
  differences: async () => [],
  deadLetters: async () => EMPTY,
  deadLetterGroups: async () => [],
  tryDeadLetter: async () => undefined,
  processes: async () => [],
  subscriptions: async () => [],
  audit: async () => EMPTY,
  run: async ({ verb }) => ({ ...refused('NOT_FOUND', `${verb} is not built yet.`), replayed: false }),
};
