// Places an order: one product, some of it. The page chooses the order's id, so that it can be shown at once.
import { useState } from 'react';
import { newCommandId, newOrderId } from '../ids.ts';
import type { Command, Outcome, Product, Read } from '../shop.ts';
import { Amount } from './amount.tsx';
import { QuantityInput } from './quantity-input.tsx';
import { ReadFailure } from './read-failure.tsx';
import { Refusal } from './refusal.tsx';

interface OrderFormProps {
  readonly products: Read<readonly Product[]>;
  /** Of the order that was placed last. */
  readonly outcome: Outcome | undefined;
  readonly onPlace: (command: Command) => void;
}

export function OrderForm({ products: read, outcome, onPlace }: OrderFormProps) {
  const products = read.data ?? [];
  const [productId, setProductId] = useState<string>();
  const [quantity, setQuantity] = useState('1');
  const product = products.find(({ id }) => id === productId) ?? products[0];

  return (
    <form
      className="card"
      aria-label="New order"
      onSubmit={(event) => {
        event.preventDefault();
        if (!product) return;
        const ids = { commandId: newCommandId(), orderId: newOrderId() };
        onPlace({ kind: 'createOrder', ...ids, product, quantity: Number(quantity) });
      }}
    >
      <h2>New order</h2>
      <div className="fields">
        <label className="grow">
          Product
          <select value={product?.id} onChange={(event) => setProductId(event.target.value)}>
            {products.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Quantity
          <QuantityInput value={quantity} onChange={setQuantity} />
        </label>
      </div>
      <div className="row">
        <button type="submit" className="primary" disabled={!product}>
          Place the order
        </button>
        {product ? (
          <span className="quiet">
            <Amount {...product.price} /> each
          </span>
        ) : null}
      </div>
      <ReadFailure what="The products" read={read} />
      <Refusal outcome={outcome} />
    </form>
  );
}
