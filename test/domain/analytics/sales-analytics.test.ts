import { describe, expect, it } from 'vitest';
import { toStream } from '#engine';
import { at, projecting, type PastEvent } from '#engine/testing';
import { salesOfPeriodProjection } from '../../../src/domain/analytics/projections/sales-of-period.ts';
import { MOST_PRODUCTS } from '../../../src/domain/analytics/sales.ts';
import { salesAnalytics } from '../../../src/domain/analytics/sales-analytics.ts';
import { cancelled, euros, lineOf, paid, paris } from '../examples.ts';

const sales = (...events: readonly PastEvent[]) => projecting(salesOfPeriodProjection, events);
const mug = lineOf(2);
const lamp = lineOf(1, 'product-2', euros(5000));
const brazil = { ...paris, country: 'BR' };

const history = [
  at('2026-11-22T23:59:59.999Z', toStream('a', paid([mug]))),
  at('2026-11-23T00:00:00.000Z', toStream('b', paid([mug, lamp], brazil))),
  at('2026-12-01T10:00:00.000Z', toStream('a', cancelled([mug], true))),
  at('2026-12-01T11:00:00.000Z', toStream('c', cancelled([lamp], false))),
];

describe('salesOfPeriod', () => {
  it('counts a paid order on its day and in its month', () => {
    const found = sales(...history);
    const periods = ['2026-11', '2026-11-22', '2026-11-23', '2026-12', '2026-12-01'];
    expect([...found.keys()].toSorted()).toEqual(periods.flatMap((id) => [id, `${id}-products`]).toSorted());
    expect(found.get('2026-11-22')).toMatchObject({ version: 1, orders: 1, units: 2 });
    expect(found.get('2026-11')).toMatchObject({
      version: 2,
      orders: 2,
      units: 5,
      revenue: [euros(2 * 3998 + 5000)],
      byRegion: [
        { region: 'EUROPE', orders: 1, units: 2, revenue: [euros(3998)] },
        { region: 'SOUTH_AMERICA', orders: 1, units: 3, revenue: [euros(8998)] },
      ],
      ...{ byProduct: [], otherProducts: { units: 0, revenue: [] } },
    });
  });

  it('tells the products of a day or month in a document of their own', () => {
    expect(sales(...history).get('2026-11-products')).toMatchObject({
      version: 2,
      byProduct: [
        { productId: 'product-1', productName: 'Name of product-1', units: 4, revenue: [euros(7996)] },
        { productId: 'product-2', productName: 'Name of product-2', units: 1, revenue: [euros(5000)] },
      ],
      otherProducts: { units: 0, revenue: [] },
      ...{ orders: 0, units: 0, revenue: [], byRegion: [] },
    });
  });

  it('takes a cancelled order back on the day of the cancellation, if it was paid', () => {
    expect(sales(...history).get('2026-12-01')).toMatchObject({
      version: 1,
      orders: -1,
      units: -2,
      revenue: [euros(-3998)],
      byRegion: [{ region: 'EUROPE', orders: -1 }],
    });
  });

  it('keeps currencies apart, and orders without an address in a region that is null', () => {
    const yen = lineOf(1, 'product-3', { minor: 900, currency: 'JPY' });
    const day = '2026-11-22T10:00:00.000Z';
    const found = sales(at(day, toStream('a', paid([mug]))), at(day, toStream('b', paid([yen], null))));
    expect(found.get('2026-11-22')).toMatchObject({
      revenue: [euros(3998), { minor: 900, currency: 'JPY' }],
      byRegion: [{ region: 'EUROPE' }, { region: null, units: 1 }],
    });
  });

  it('tells a bounded number of products one by one and sums up the others', () => {
    const events = Array.from({ length: MOST_PRODUCTS / 100 + 1 }, (_, order) => {
      const lines = Array.from({ length: 100 }, (__, index) =>
        lineOf(1, `p-${order * 100 + index}`, euros(100)),
      );
      return at('2026-11-22T10:00:00.000Z', toStream(`o-${order}`, paid(lines)));
    });
    const found = sales(...events);
    expect(found.get('2026-11')?.units).toBe(MOST_PRODUCTS + 100);
    const month = found.get('2026-11-products');
    expect(month).toMatchObject({
      otherProducts: { units: 100, revenue: [euros(100 * 100)] },
    });
    expect(month?.byProduct).toHaveLength(MOST_PRODUCTS);
    expect(JSON.stringify(month).length).toBeLessThan(300_000);
  });
});

describe('salesAnalytics', () => {
  const askedFor = (selected: readonly string[], range: readonly string[], past = history) => {
    const [from, to, granularity] = range;
    const args = salesAnalytics.args.parse({ from, to, ...(granularity ? { granularity } : {}) });
    const names = new Set(selected);
    const documents = sales(...past);
    const ids = salesAnalytics.ids(args, names);
    const found = ids.flatMap((id) => documents.get(id) ?? []);
    const answer = salesAnalytics.answer(
      args,
      found.map((one) => structuredClone(one)),
      names,
    );
    return { ids, answer: salesAnalytics.result.parse(answer) };
  };
  const ask = (...range: readonly string[]) => askedFor(['periods', 'byProduct'], range).answer;

  it('sums up a range and tells its periods one by one, products by revenue', () => {
    const days = ask('2026-11-01', '2026-11-30');
    expect(days).toMatchObject({ granularity: 'DAY', orders: 2, units: 5, revenue: [euros(12_996)] });
    expect(days).toMatchObject({
      byProduct: [{ productId: 'product-1' }, { productId: 'product-2' }],
      periods: [
        { period: '2026-11-22', orders: 1 },
        { period: '2026-11-23', byProduct: [{ productId: 'product-2' }, { productId: 'product-1' }] },
      ],
    });
  });

  it.each(['byProduct', 'otherProducts'])('reads the products if %s is asked for, at any depth', (field) => {
    const range = ['2026-11-22', '2026-11-23'];
    const { ids, answer } = askedFor(['periods', 'orders'], range);
    expect(ids).toEqual(range);
    expect(answer).toMatchObject({ orders: 2, byProduct: [], periods: [{ orders: 1 }, { orders: 1 }] });
    const whole = askedFor(['periods', field], range);
    expect(whole.ids).toEqual(range.flatMap((day) => [day, `${day}-products`]));
    expect({ ...whole.answer, byProduct: [], periods: [] }).toEqual({ ...answer, periods: [] });
  });

  it('names each period in which anything happened, also if it came to nothing', () => {
    const bought = [
      at('2026-11-22T10:00:00.000Z', toStream('a', paid([mug]))),
      at('2026-11-22T11:00:00.000Z', toStream('a', cancelled([mug], true))),
    ];
    for (const selected of [['periods'], ['periods', 'byProduct']]) {
      expect(askedFor(selected, ['2026-11-01', '2026-11-30'], bought).answer).toMatchObject({
        orders: 0,
        periods: [{ period: '2026-11-22', orders: 0, byProduct: [], byRegion: [] }],
      });
    }
  });

  it('comes to the same by day and by month', () => {
    const { periods: _days, granularity: _day, ...byDay } = ask('2026-11-01', '2026-12-31');
    const { periods, granularity: _month, ...byMonth } = ask('2026-11-01', '2026-12-31', 'MONTH');
    expect(byMonth).toEqual(byDay);
    expect(periods).toMatchObject([{ period: '2026-11' }, { period: '2026-12', orders: -1 }]);
    expect(byDay).toMatchObject({ orders: 1, byRegion: [{ region: 'SOUTH_AMERICA' }] });
  });

  it('is nothing where nothing was sold', () => {
    expect(ask('2020-01-01', '2020-12-31')).toMatchObject({ orders: 0, revenue: [], periods: [] });
  });

  it.each([
    ['2026-11-02', '2026-11-01', 'DAY', /after/],
    ['2025-01-01', '2026-01-02', 'DAY', /at most 366 days/],
    ['2016-12-31', '2026-12-01', 'MONTH', /at most 120 months/],
    ['0001-01-01', '9999-12-31', 'DAY', /at most/],
    ['yesterday', '2026-11-01', 'DAY', /must be a date/],
  ])('of %s to %s by %s is refused', (from, to, granularity, why) => {
    expect(() => ask(from, to, granularity)).toThrow(why);
  });

  it('takes the longest range there may be', () => {
    expect(ask('2024-01-01', '2024-12-31')).toMatchObject({ orders: 0 });
    expect(ask('2017-01-01', '2026-12-31', 'MONTH')).toMatchObject({ orders: 1 });
  });
});
