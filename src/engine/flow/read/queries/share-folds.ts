// Folds of the write model for the reads of a process: those of one document that want the same share one, a few are under
// way at a time, and what would wait for too long is not begun.
import type { EventReader } from '../../../model/event-store.ts';
import { LIMITS } from '../../../model/limits.ts';
import { foldWriteModel, type FoldedDocument, type FoldRequest } from './fold-write-model.ts';
import { isReached, type Progress, type Requirement } from './requirement.ts';

/** Undefined for a document that would take more events than may be folded, or too long to get its turn. */
export type Fold = (request: FoldRequest, required: Requirement) => Promise<FoldedDocument | undefined>;

export function shareFolds(events: EventReader): Fold {
  const underWay = new Map<string, Promise<FoldedDocument | undefined>>();
  const limited = limitRuns(LIMITS.foldsAtOnce, LIMITS.foldsWaiting);

  const begin = (name: string, request: FoldRequest): Promise<FoldedDocument | undefined> => {
    const fold = limited(() => foldWriteModel(request, events)).finally(() => underWay.delete(name));
    underWay.set(name, fold);
    return fold;
  };
  return async (request, required) => {
    const name = `${request.projection.name}/${request.id}`;
    const begun = underWay.get(name);
    if (begun === undefined) return begin(name, request);
    const folded = await begun;
    if (folded && isReached(required, foldedTo(folded))) return folded;
    // It had begun before this read, or for an operation that had no more to spend: the next one sees what was there when
    // this read came.
    return underWay.get(name) ?? begin(name, request);
  };
}

export const foldedTo = ({ document, position }: FoldedDocument): Progress => ({
  version: document?.version ?? 0,
  position,
});

/** @returns undefined instead of the result of work that is not begun, because too much waits already, or for too long. */
function limitRuns(atOnce: number, mostWaiting: number) {
  const waiting = new Set<(isTurn: boolean) => void>();
  let running = 0;
  const turn = async (): Promise<boolean> => {
    if (running < atOnce) {
      running += 1;
      return true;
    }
    if (waiting.size >= mostWaiting) return false;
    return new Promise((resolve) => {
      const end = (isTurn: boolean): void => {
        clearTimeout(timer);
        waiting.delete(end);
        resolve(isTurn);
      };
      const timer = setTimeout(end, LIMITS.foldWaitMs, false);
      waiting.add(end);
    });
  };
  return async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    if (!(await turn())) return undefined;
    try {
      return await work();
    } finally {
      const [next] = waiting;
      if (next) next(true);
      else running -= 1;
    }
  };
}
