// A function that the fold of lamps calls: with a branch that is easily forgotten, and one that makes nothing.
export function brightness(watts: number, factor: number): number {
  if (watts < 0) throw new RangeError('A lamp takes no light.');
  if (watts > 100) {
    return 100 * factor;
  }
  return watts * factor;
}
