// Sales of a period: how many orders and pieces, for how much, of which products, to which regions. Sums of sums are the same
// sums, so that days add up to any range.
import { z } from 'zod';
import type { OrderLine } from '../orders/events.ts';
import type { Address } from '../shared/address.ts';
import { increased } from '../shared/amounts.ts';
import { ProductId } from '../shared/ids.ts';
import { Money, times } from '../shared/money.ts';
import { regionOf, SalesRegion } from '../shared/regions.ts';

/**
 * Products that a day or month tells one by one, about 150 bytes each; the others are summed up. So a document is far
 * below what one may have, a fold stays short, and a range of many periods can be read at once.
 */
export const MOST_PRODUCTS = 1000;
/** Currencies that a query for sales counts as. */
const MOST_CURRENCIES = 10;

const OrderCount = z.int().meta({ description: 'Orders paid, less those cancelled after that.' });
const Units = z
  .int()
  .meta({ description: 'Pieces sold, less those of orders cancelled after they were paid.' });
const Revenue = z
  .array(Money)
  .max(MOST_CURRENCIES)
  .meta({ description: 'One amount per currency, in the order of their codes; none that is zero.' });

export const ProductSales = z
  .object({
    productId: ProductId,
    productName: z.string().meta({ description: 'As it was when it was sold last.' }),
    units: Units,
    revenue: Revenue,
  })
  .meta({ graphql: 'ProductSales', description: 'What was sold of one product.' });
export const OtherSales = z
  .object({ units: Units, revenue: Revenue })
  .meta({ graphql: 'OtherSales', description: 'Of products that a period does not tell one by one.' });
export const RegionSales = z
  .object({
    region: SalesRegion.nullable().meta({ description: 'Null for orders without an address.' }),
    orders: OrderCount,
    units: Units,
    revenue: Revenue,
  })
  .meta({ graphql: 'RegionSales', description: 'What was sold to one region.' });

export const salesFields = {
  orders: OrderCount,
  units: Units,
  revenue: Revenue,
  byProduct: z
    .array(ProductSales)
    .max(MOST_PRODUCTS)
    .meta({
      description: `Each product on its own: of a day or a month the ${MOST_PRODUCTS} that were sold first.`,
    }),
  otherProducts: OtherSales.meta({ description: 'All products that are not in `byProduct`, in one sum.' }),
  byRegion: z
    .array(RegionSales)
    .max(SalesRegion.options.length + 1)
    .meta({ description: 'By the region that orders were sent to.' }),
};

type Deep<Value> = Value extends object ? { readonly [Key in keyof Value]: Deep<Value[Key]> } : Value;
export type ProductSales = Deep<z.output<typeof ProductSales>>;
type RegionSales = Deep<z.output<typeof RegionSales>>;
type Amounts = readonly Money[];
export type Sales = Deep<z.output<z.ZodObject<typeof salesFields>>>;

export const NOTHING: Sales = {
  orders: 0,
  units: 0,
  revenue: [],
  byProduct: [],
  otherProducts: { units: 0, revenue: [] },
  byRegion: [],
};

export interface SoldOrder {
  readonly lines: readonly OrderLine[];
  readonly total: Money;
  readonly shippingAddress: Address | null;
  /** -1 for one that is taken back. */
  readonly sign: 1 | -1;
}

/** One order more, or one less: all that is told of it but its products. */
export function withOrder(before: Sales, { lines, total, shippingAddress, sign }: SoldOrder): Sales {
  const units = sign * lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const revenue = increased([], times(total, sign));
  const region = shippingAddress && regionOf(shippingAddress.country);
  const byRegion = [{ region, orders: sign, units, revenue }];
  return {
    ...before,
    orders: before.orders + sign,
    ...plus(before, { units, revenue }),
    byRegion: sumOfRegions([before.byRegion, byRegion]),
  };
}

/**
 * The products of one order more, or of one less, and nothing else of it.
 * @param mostProducts that are told one by one; those that come later are summed up in `otherProducts`.
 */
export function withProducts(before: Sales, { lines, sign }: SoldOrder, mostProducts: number): Sales {
  const byProduct = [...before.byProduct];
  for (const { productId, productName, quantity, unitPrice } of lines) {
    const units = sign * quantity;
    const sold = { productId, productName, units, revenue: increased([], times(unitPrice, units)) };
    const at = byProduct.findIndex((product) => product.productId === productId);
    const product = byProduct[at];
    if (product) byProduct[at] = { ...sold, ...plus(product, sold) };
    else byProduct.push(sold);
  }
  const others = byProduct.splice(mostProducts);
  return { ...before, byProduct, otherProducts: others.reduce<Part>(plus, before.otherProducts) };
}

export function sumOf(parts: readonly Sales[]): Sales {
  const products = new Map<string, ProductSales>();
  let { orders, units, revenue, otherProducts } = NOTHING;
  for (const part of parts) {
    orders += part.orders;
    units += part.units;
    revenue = added(revenue, part.revenue);
    otherProducts = plus(otherProducts, part.otherProducts);
    for (const product of part.byProduct) {
      const before = products.get(product.productId);
      products.set(product.productId, before ? { ...product, ...plus(before, product) } : product);
    }
  }
  return {
    ...{ orders, units, revenue, otherProducts },
    byProduct: [...products.values()],
    byRegion: sumOfRegions(parts.map(({ byRegion }) => byRegion)),
  };
}

function sumOfRegions(parts: readonly (readonly RegionSales[])[]): readonly RegionSales[] {
  const regions = new Map<SalesRegion | null, RegionSales>();
  for (const region of parts.flat()) {
    const before = regions.get(region.region) ?? NOTHING;
    const counted = { region: region.region, orders: before.orders + region.orders };
    regions.set(region.region, { ...counted, ...plus(before, region) });
  }
  return [...regions.values()];
}

interface Part {
  readonly units: number;
  readonly revenue: Amounts;
}

const plus = (a: Part, b: Part): Part => ({ units: a.units + b.units, revenue: added(a.revenue, b.revenue) });

const added = (a: Amounts, b: Amounts): Amounts => (a.length === 0 ? b : b.reduce(increased, a));
