// The time in milliseconds, with fractions, the same in all processes of the machine.

export const now = (): number => performance.timeOrigin + performance.now();
