// A table for people: columns as wide as what is in them, numbers to the right.

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string;
  readonly isNumber?: boolean;
  /** Changes nothing of the width, such as a colour. */
  readonly paint?: (text: string, row: Row) => string;
}

const GAP = '  ';

/** A line of titles, then one for each row. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] {
  const widths = columns.map(({ title, of }) => Math.max(title.length, ...rows.map((row) => of(row).length)));
  const padded = (text: string, index: number): string =>
    columns[index]?.isNumber ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0);
  const titles = columns.map(({ title }, index) => padded(title, index));
  const cells = rows.map((row) =>
    columns.map(({ of, paint = (text) => text }, index) => paint(padded(of(row), index), row)),
  );
  return [titles, ...cells].map((line) => line.join(GAP).trimEnd());
}
