// Money, as the reader's country writes it.
import type { Money } from '../shop.ts';

export function Amount({ amount, currency }: Money) {
  return (
    <span className="amount">
      {Number(amount).toLocaleString(undefined, { style: 'currency', currency })}
    </span>
  );
}
