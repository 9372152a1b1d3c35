// The notice that something can't be shown, and the way to ask for it once more.
import type { Read } from '../shop.ts';
import { Details } from './details.tsx';

export function ReadFailure({ what, read }: { readonly what: string; readonly read: Read<unknown> }) {
  if (read.failure === undefined) return null;
  return (
    <div role="alert" className="refusal">
      <p>{what} can’t be shown at the moment.</p>
      <button type="button" onClick={read.again}>
        Try again
      </button>
      <Details>{read.failure}</Details>
    </div>
  );
}
