// The orders of the customer, newest first. A row that is not confirmed yet says so.
import type { OrderRow, Read } from '../shop.ts';
import { Amount } from './amount.tsx';
import { ReadFailure } from './read-failure.tsx';

interface OrderListProps {
  readonly orders: Read<readonly OrderRow[]>;
  readonly selected: string | undefined;
  readonly isSending: (id: string) => boolean;
  readonly onSelect: (id: string) => void;
}

export function OrderList({ orders: read, selected, isSending, onSelect }: OrderListProps) {
  const { data: orders, failure } = read;
  return (
    <div className="card">
      <h2>Orders</h2>
      <ReadFailure what="The orders" read={read} />
      {orders || failure ? null : <p className="quiet">Loading …</p>}
      {orders?.length === 0 ? <p className="quiet">None yet.</p> : null}
      <ul className="orders">
        {orders?.map(({ id, version, status, total }) => (
          <li key={id} data-order={id} data-sending={isSending(id)}>
            <button type="button" aria-pressed={id === selected} onClick={() => onSelect(id)}>
              <span className="id">{id}</span>
              <span className="status" data-status={status}>
                {status.toLowerCase()}
              </span>
              <span className="version">v{version}</span>
              <Amount {...total} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
