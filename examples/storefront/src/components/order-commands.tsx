// The commands of an order: those its status allows, or all of them, to see them refused.
import { useState } from 'react';
import type { OrderDetail } from '../shop.ts';

export type Change =
  | { readonly kind: 'payOrder' }
  | { readonly kind: 'shipOrder'; readonly carrier: string; readonly trackingNumber: string }
  | { readonly kind: 'changeOrderItemQuantity'; readonly productId: string; readonly quantity: number };

interface OrderCommandsProps {
  readonly order: OrderDetail;
  /** The version that the user decides on; nothing for whatever it is. */
  readonly pinned: number | undefined;
  readonly onPin: (version: number | undefined) => void;
  readonly onChange: (change: Change) => void;
}

export function OrderCommands({ order, pinned, onPin, onChange }: OrderCommandsProps) {
  const [all, setAll] = useState(false);
  const { status, version } = order;
  const [line] = order.items;
  const canPay = all || status === 'CREATED';
  const canShip = all || status === 'PAID';
  return (
    <div className="commands">
      {line && canPay ? (
        <QuantityForm
          key={line.quantity}
          quantity={line.quantity}
          name={line.product.name}
          onSubmit={(quantity) =>
            onChange({ kind: 'changeOrderItemQuantity', productId: line.product.id, quantity })
          }
        />
      ) : null}
      {canPay ? (
        <button type="button" className="primary" onClick={() => onChange({ kind: 'payOrder' })}>
          Pay
        </button>
      ) : null}
      {canShip ? <ShipForm onSubmit={(parcel) => onChange({ kind: 'shipOrder', ...parcel })} /> : null}
      {canPay || canShip ? null : <p className="quiet">Nothing is left to be done.</p>}
      <div className="options">
        <label>
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />
          All commands, also those that will be refused
        </label>
        <label>
          <input
            type="checkbox"
            checked={pinned !== undefined}
            onChange={(event) => onPin(event.target.checked ? version : undefined)}
          />
          Only if it is still at v{pinned ?? version} <code>expectedVersion</code>
        </label>
      </div>
    </div>
  );
}

interface QuantityFormProps {
  readonly quantity: number;
  readonly name: string;
  readonly onSubmit: (quantity: number) => void;
}

function QuantityForm({ quantity, name, onSubmit }: QuantityFormProps) {
  const [wanted, setWanted] = useState(quantity);
  return (
    <form
      className="row"
      aria-label="Change the quantity"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(wanted);
      }}
    >
      <label className="inline">
        <span>
          Quantity<span className="unseen"> of {name}</span>
        </span>
        <input
          type="number"
          min={1}
          max={1000}
          value={wanted}
          onChange={(event) => setWanted(event.target.valueAsNumber || 1)}
        />
      </label>
      <button type="submit">Change quantity</button>
    </form>
  );
}

interface ShipFormProps {
  readonly onSubmit: (parcel: { readonly carrier: string; readonly trackingNumber: string }) => void;
}

function ShipForm({ onSubmit }: ShipFormProps) {
  const [carrier, setCarrier] = useState('DHL');
  const [trackingNumber, setTrackingNumber] = useState('JD0146');
  return (
    <form
      aria-label="Ship"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit({ carrier, trackingNumber });
      }}
    >
      <div className="fields">
        <label>
          Carrier
          <input required value={carrier} onChange={(event) => setCarrier(event.target.value)} />
        </label>
        <label className="grow">
          Tracking number
          <input
            required
            value={trackingNumber}
            onChange={(event) => setTrackingNumber(event.target.value)}
          />
        </label>
      </div>
      <button type="submit" className="primary">
        Ship
      </button>
    </form>
  );
}
