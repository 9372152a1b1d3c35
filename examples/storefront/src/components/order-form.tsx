// Places an order: one product, some of it. The page chooses the order's id, so that it can be shown at once.
import { useState } from 'react';
import { newCommandId, newOrderId } from '../ids.ts';
import type { Command, Product, Read } from '../shop.ts';
import { Amount } from './amount.tsx';
import { ReadFailure } from './read-failure.tsx';

interface OrderFormProps {
  readonly products: Read<readonly Product[]>;
  readonly onPlace: (command: Command) => void;
}

export function OrderForm({ products: read, onPlace }: OrderFormProps) {
  const products = read.data ?? [];
  const [productId, setProductId] = useState<string>();
  const [quantity, setQuantity] = useState(1);
  const product = products.find(({ id }) => id === productId) ?? products[0];

  return (
    <form
      className="card"
      aria-label="New order"
      onSubmit={(event) => {
        event.preventDefault();
        if (!product) return;
        onPlace({ kind: 'createOrder', commandId: newCommandId(), orderId: newOrderId(), product, quantity });
      }}
    >
      <h2>New order</h2>
      <ReadFailure what="The products" read={read} />
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
          <input
            type="number"
            min={1}
            max={1000}
            value={quantity}
            onChange={(event) => setQuantity(event.target.valueAsNumber || 1)}
          />
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
    </form>
  );
}
