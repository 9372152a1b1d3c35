// Spans of time as people say them.

const UNITS = [
  { upTo: 1000, ms: 1, name: 'ms' },
  { upTo: 120_000, ms: 1000, name: 's' },
  { upTo: 7_200_000, ms: 60_000, name: 'min' },
  { upTo: 172_800_000, ms: 3_600_000, name: 'h' },
] as const;
const DAY = { ms: 86_400_000, name: 'd' };

/** `12 min` */
export function duration(ms: number): string {
  const unit = UNITS.find(({ upTo }) => ms < upTo) ?? DAY;
  return `${Math.round(ms / unit.ms)} ${unit.name}`;
}

/** `12 min ago`; @param time ISO 8601. */
export const ago = (time: string | undefined, now: number): string =>
  time === undefined ? '-' : `${duration(Math.max(0, now - Date.parse(time)))} ago`;
