// Answers of those parts of the operators' service that are not there yet: nothing is known.
import type { OperatedParts } from './create-operations.ts';

export const notBuiltYet: Pick<OperatedParts, 'rebuilds' | 'differences'> = {
  rebuilds: async () => [],
  differences: async () => [],
};
