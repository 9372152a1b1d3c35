// Why something can't be shown, and the way to ask for it once more.
import type { Read } from '../shop.ts';

export function ReadFailure({ what, read }: { readonly what: string; readonly read: Read<unknown> }) {
  if (read.failure === undefined) return null;
  return (
    <div role="alert" className="refusal">
      <p>
        {what} could not be read: {read.failure}
      </p>
      <button type="button" onClick={read.again}>
        Try again
      </button>
    </div>
  );
}
