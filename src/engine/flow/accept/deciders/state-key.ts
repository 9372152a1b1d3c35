// Key of a folded state: its stream and its fold.
import type { StreamName } from '../../../model/stream.ts';
import type { Fold } from './folds.ts';

export interface StateKey {
  readonly stream: StreamName;
  readonly fold: Fold;
  /** Most likely not there yet: no snapshot of it is looked for. */
  readonly isNew?: boolean;
}

export const stateName = ({ stream, fold }: StateKey): string => `${stream} ${fold.id}`;
