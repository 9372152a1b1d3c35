// A form for each command of an order. Where it is not allowed it stays in its place, disabled: nothing else comes under the
// pointer of whoever has just pressed its button.
import { useState, type ReactNode } from 'react';
import type { OrderDetail } from '../shop.ts';
import { Amount } from './amount.tsx';
import { QuantityInput } from './quantity-input.tsx';

export type Change =
  | { readonly kind: 'payOrder' }
  | { readonly kind: 'shipOrder'; readonly carrier: string; readonly trackingNumber: string }
  | { readonly kind: 'changeOrderItemQuantity'; readonly productId: string; readonly quantity: number };

interface CommandFormProps {
  readonly isAllowed: boolean;
  readonly onChange: (change: Change) => void;
}

interface FrameProps {
  readonly name: string;
  readonly isAllowed: boolean;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

function Frame({ name, isAllowed, onSubmit, children }: FrameProps) {
  return (
    <form
      aria-label={name}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <fieldset disabled={!isAllowed}>{children}</fieldset>
    </form>
  );
}

export function QuantityForm({
  order,
  isAllowed,
  onChange,
}: CommandFormProps & { readonly order: OrderDetail }) {
  const [line] = order.items;
  const [typed, setTyped] = useState<string>();
  if (!line) return null;
  const { product, quantity } = line;
  const submit = (): void => {
    onChange({
      kind: 'changeOrderItemQuantity',
      productId: product.id,
      quantity: Number(typed ?? quantity),
    });
    setTyped(undefined);
  };
  return (
    <Frame name="Change the quantity" isAllowed={isAllowed} onSubmit={submit}>
      <label className="inline">
        <span>
          Quantity<span className="unseen"> of {product.name}</span>
        </span>
        <QuantityInput value={typed ?? String(quantity)} onChange={setTyped} />
      </label>
      <button type="submit">Change</button>
    </Frame>
  );
}

interface PayFormProps extends CommandFormProps {
  readonly order: OrderDetail;
  readonly isNext: boolean;
}

export function PayForm({ order, isAllowed, isNext, onChange }: PayFormProps) {
  return (
    <Frame name="Pay" isAllowed={isAllowed} onSubmit={() => onChange({ kind: 'payOrder' })}>
      <span>
        In full, <Amount {...order.total} />
      </span>
      <button type="submit" className={isNext ? 'primary' : undefined}>
        Pay
      </button>
    </Frame>
  );
}

export function ShipForm({ isAllowed, isNext, onChange }: CommandFormProps & { readonly isNext: boolean }) {
  const [carrier, setCarrier] = useState('DHL');
  const [trackingNumber, setTrackingNumber] = useState('JD0146');
  const submit = (): void => onChange({ kind: 'shipOrder', carrier, trackingNumber });
  return (
    <Frame name="Ship" isAllowed={isAllowed} onSubmit={submit}>
      <div className="parcel">
        <label>
          Carrier
          <input required value={carrier} onChange={(event) => setCarrier(event.target.value)} />
        </label>
        <label>
          Tracking number
          <input
            required
            value={trackingNumber}
            onChange={(event) => setTrackingNumber(event.target.value)}
          />
        </label>
      </div>
      <button type="submit" className={isNext ? 'primary' : undefined}>
        Ship
      </button>
    </Frame>
  );
}
