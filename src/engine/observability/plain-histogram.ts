// A histogram counted in plain numbers, a row for each set of labels, and read only when somebody asks: one observation is
// some comparisons and three additions.
import { Histogram, type HistogramConfiguration } from 'prom-client';

interface Row<Label extends string> {
  readonly labels: Readonly<Record<Label, string>>;
  /** Not cumulative; the last is above all bounds. */
  readonly counts: Float64Array;
  sum: number;
}

type Config<Label extends string> = Omit<HistogramConfiguration<Label>, 'buckets'> & {
  readonly bounds: readonly number[];
};

export type Observe = (value: number) => void;

export class PlainHistogram<Label extends string> extends Histogram<Label> {
  readonly #bounds: readonly number[];
  readonly #rows: Row<Label>[] = [];
  readonly #name: string;
  readonly #help: string;

  constructor({ bounds, ...config }: Config<Label>) {
    super({ ...config, buckets: [...bounds] });
    this.#bounds = bounds;
    this.#name = config.name;
    this.#help = config.help;
  }

  /** To be asked for once for each set of labels. */
  row(labels: Readonly<Record<Label, string>>): Observe {
    const bounds = this.#bounds;
    const row = { labels, counts: new Float64Array(bounds.length + 1), sum: 0 };
    this.#rows.push(row);
    return (value) => {
      let bucket = 0;
      while (bucket < bounds.length && value > (bounds[bucket] ?? Infinity)) bucket += 1;
      row.counts[bucket] = (row.counts[bucket] ?? 0) + 1;
      row.sum += value;
    };
  }

  override async get(): ReturnType<Histogram<Label>['get']> {
    return {
      ...(await super.get()),
      name: this.#name,
      help: this.#help,
      values: this.#rows.flatMap((row) => this.#valuesOf(row)),
    };
  }

  #valuesOf({ labels, counts, sum }: Row<Label>) {
    const name = this.#name;
    let count = 0;
    const buckets = [...this.#bounds, '+Inf'].map((le, index) => {
      count += counts[index] ?? 0;
      return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ];
  }
}
