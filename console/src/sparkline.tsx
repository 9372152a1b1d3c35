// Line of the lag of the last hour, with the same in words for who can't see it.
import { span } from './parts.tsx';

export interface LagPoint {
  /** ISO 8601 */
  readonly at: string;
  readonly lagMs: number;
}

const HOUR_MS = 3_600_000;
const [WIDTH, HEIGHT] = [120, 24];
/** A lag below that is drawn as a flat line, in milliseconds. */
const LOW_MS = 200;

interface SparklineProps {
  readonly name: string;
  readonly points: readonly LagPoint[];
  readonly nowMs: number;
}

export function Sparkline({ name, points, nowMs }: SparklineProps) {
  const most = Math.max(LOW_MS, ...points.map(({ lagMs }) => lagMs));
  const places = points.map(({ at, lagMs }) => {
    const x = WIDTH * (1 - (nowMs - Date.parse(at)) / HOUR_MS);
    return `${Math.max(0, x).toFixed(1)},${((HEIGHT - 2) * (1 - lagMs / most) + 1).toFixed(1)}`;
  });
  return (
    <svg
      className="line"
      role="img"
      aria-label={inWords(name, points)}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
    >
      <path d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} className="axis" />
      <polyline points={places.join(' ')} />
    </svg>
  );
}

/** `Lag of order in the last hour: at most 2 s, at 10:04.` */
export function inWords(name: string, points: readonly LagPoint[]): string {
  const [highest] = points.toSorted((a, b) => b.lagMs - a.lagMs);
  if (!highest) return `Lag of ${name} in the last hour: not known yet.`;
  const since = `since ${clock(points[0]?.at ?? highest.at)}`;
  return highest.lagMs === 0
    ? `Lag of ${name} in the last hour: none ${since}.`
    : `Lag of ${name} in the last hour: at most ${span(highest.lagMs)}, at ${clock(highest.at)}, seen ${since}.`;
}

const clock = (at: string): string => at.slice(11, 16);
