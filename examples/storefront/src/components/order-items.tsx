// The table of an order's items.
import type { OrderDetail } from '../shop.ts';
import { Amount } from './amount.tsx';

export function OrderItems({ order }: { readonly order: OrderDetail }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Product</th>
          <th scope="col">Quantity</th>
          <th scope="col">Price</th>
        </tr>
      </thead>
      <tbody>
        {order.items.map(({ product, quantity, lineTotal }) => (
          <tr key={product.id}>
            <td>{product.name}</td>
            <td>{quantity}</td>
            <td>
              <Amount {...lineTotal} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            Total
          </th>
          <td>
            <Amount {...order.total} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
