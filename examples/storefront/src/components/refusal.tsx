// Why the last command on an order was refused, and for a conflict the way out of it.
import type { Outcome } from '../shop.ts';

interface RefusalProps {
  readonly outcome: Outcome | undefined;
  /** The version that was decided on. */
  readonly pinned: number | undefined;
  readonly onLookAgain: (actualVersion: number | undefined) => void;
}

export function Refusal({ outcome, pinned, onLookAgain }: RefusalProps) {
  if (!outcome || outcome.kind === 'confirmed') return null;
  if (outcome.kind === 'failed') {
    return (
      <p role="alert" className="refusal">
        No answer: {outcome.message} Send it again in the list of writes; it will not be done twice.
      </p>
    );
  }
  const { code, message, actualVersion } = outcome;
  const isConflict = code === 'VERSION_CONFLICT';
  return (
    <div role="alert" className="refusal">
      <p>
        <strong>{isConflict ? 'Somebody was faster.' : 'Refused.'}</strong> {message} <code>{code}</code>
      </p>
      {isConflict ? (
        <div className="row">
          <span>
            You decided on v{pinned}; it is at v{actualVersion}.
          </span>
          <button type="button" onClick={() => onLookAgain(actualVersion)}>
            Look again
          </button>
        </div>
      ) : null}
    </div>
  );
}
