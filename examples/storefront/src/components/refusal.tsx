// The refusal of the last command in the customer's words, and for a conflict the way out of it.
import { wordsOf } from '../refusal-words.ts';
import type { Outcome } from '../shop.ts';
import { Details } from './details.tsx';

interface RefusalProps {
  readonly outcome: Outcome | undefined;
  /** The version that was decided on, if any was. */
  readonly pinned?: number | undefined;
  readonly onLookAgain?: (actualVersion: number | undefined) => void;
}

export function Refusal({ outcome, pinned, onLookAgain }: RefusalProps) {
  if (!outcome || outcome.kind === 'confirmed') return null;
  if (outcome.kind === 'failed') {
    return (
      <div role="alert" className="refusal">
        <p>
          <strong>No answer.</strong> Send it again in the list of writes; it will not be done twice.
        </p>
        <Details>{outcome.message}</Details>
      </div>
    );
  }
  const { code, message, actualVersion } = outcome;
  const isConflict = code === 'VERSION_CONFLICT';
  return (
    <div role="alert" className="refusal">
      <p>
        <strong>{isConflict ? 'Somebody was faster.' : 'That is not possible.'}</strong> {wordsOf(code)}
      </p>
      {isConflict && onLookAgain ? (
        <div className="row">
          <span>
            You decided on v{pinned}; it is at v{actualVersion}.
          </span>
          <button type="button" onClick={() => onLookAgain(actualVersion)}>
            Look again
          </button>
        </div>
      ) : null}
      <Details>{`${code}: ${message}`}</Details>
    </div>
  );
}
