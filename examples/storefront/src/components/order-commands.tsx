// The commands of an order, each in a place of its own: those its status allows, or all of them, to see them refused.
import { useState } from 'react';
import type { OrderDetail } from '../shop.ts';
import { PayForm, QuantityForm, ShipForm, type Change } from './command-forms.tsx';

interface OrderCommandsProps {
  readonly order: OrderDetail;
  /** Not what is hoped for. */
  readonly knownVersion: number;
  /** The version that the user decides on; nothing for whatever it is. */
  readonly pinned: number | undefined;
  readonly onPin: (version: number | undefined) => void;
  readonly onChange: (change: Change) => void;
}

export function OrderCommands({ order, knownVersion, pinned, onPin, onChange }: OrderCommandsProps) {
  const [all, setAll] = useState(false);
  const { status } = order;
  const isOpen = status === 'CREATED';
  return (
    <div className="commands">
      <QuantityForm order={order} isAllowed={all || isOpen} onChange={onChange} />
      <PayForm order={order} isAllowed={all || isOpen} isNext={isOpen} onChange={onChange} />
      <ShipForm isAllowed={all || status === 'PAID'} isNext={status === 'PAID'} onChange={onChange} />
      {order.trackingNumber === null ? null : (
        <p className="quiet">
          With {order.carrier}, tracking number <span className="id">{order.trackingNumber}</span>
        </p>
      )}
      <div className="options">
        <label>
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />
          All commands, also those that will be refused
        </label>
        <label>
          <input
            type="checkbox"
            checked={pinned !== undefined}
            onChange={(event) => onPin(event.target.checked ? knownVersion : undefined)}
          />
          <span>
            Only if it is still at v{pinned ?? knownVersion} <code>expectedVersion</code>
          </span>
        </label>
      </div>
    </div>
  );
}
