// Objects from outside, of which nothing is known yet.
export type Plain = Record<string, unknown>;

/** Lists too, which have no names that anyone asks for. */
export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null;
}
