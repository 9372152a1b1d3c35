// The report of a run: a table of ratios for people, one line of JSON per row for programs.

export interface Figure {
  /** What was measured: `append, 128 callers`. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with; the row's ratio is `value / against.value`. */
  readonly against?: { readonly name: string; readonly value: number };
  readonly required?: Requirement;
  readonly note?: string;
}

/** What must hold, of the ratio where there is one, of the value otherwise. */
type Requirement = { readonly atLeast: number } | { readonly below: number };

export interface Row extends Figure {
  readonly section: string;
}

export type Holds = 'holds' | 'FAILS' | '';

export const ratioOf = ({ value, against }: Figure): number | undefined => against && value / against.value;

export function holds(figure: Figure): Holds {
  const { required } = figure;
  if (!required) return '';
  const measured = ratioOf(figure) ?? figure.value;
  return ('atLeast' in required ? measured >= required.atLeast : measured < required.below)
    ? 'holds'
    : 'FAILS';
}

export function table(rows: readonly Row[]): string {
  const cells = [
    ['', 'ratio', 'required', '', 'measured', 'against'],
    ...rows.map((row) => [
      `${row.section}: ${row.name}`,
      ratioText(row),
      requiredText(row.required),
      holds(row),
      `${number(row.value)} ${row.unit}`,
      row.against ? `${number(row.against.value)} ${row.unit}: ${row.against.name}` : '',
    ]),
  ];
  const widths =
    cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const isNumber = (column: number): boolean => column === 1 || column === 2;
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell[isNumber(column) ? 'padStart' : 'padEnd'](widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const notes = rows.flatMap(({ section, name, note }) => (note ? [`  ${section}: ${name}: ${note}`] : []));
  return [...cells.map(line), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

export function machineLine(row: Row): string {
  return JSON.stringify({ ...row, ratio: ratioOf(row), holds: row.required && holds(row) === 'holds' });
}

function ratioText(row: Row): string {
  const ratio = ratioOf(row);
  return ratio === undefined ? '' : `${number(ratio)} ×`;
}

function requiredText(required: Requirement | undefined): string {
  if (!required) return '';
  return 'atLeast' in required ? `≥ ${required.atLeast}` : `< ${required.below}`;
}

/** Three significant digits, and whole thousands apart. */
export function number(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-GB');
  return String(Number(value.toPrecision(3)));
}
