// Progress of a seed on a screen: a bar that is written over on a terminal, a line every few seconds elsewhere.

export interface Screen {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface Count {
  /** Orders that exist, of those wanted. */
  readonly orders: number;
  /** Commands sent by this run. */
  readonly commands: number;
}

interface ProgressOptions {
  readonly screen: Screen;
  /** Orders wanted, and those that were there before. */
  readonly orders: number;
  readonly before: number;
  /** Milliseconds; only differences matter. */
  readonly clock: () => number;
}

const REDRAW_MS = 200;
const LINE_MS = 5_000;
const BAR = 24;

/** `show` may be called as often as one likes; `end` leaves the cursor at the beginning of a line. */
export function createProgress({ screen, orders, before, clock }: ProgressOptions) {
  const begun = clock();
  const every = screen.isTTY === true ? REDRAW_MS : LINE_MS;
  let last = begun;
  const text = (count: Count): string => {
    const part = count.orders / orders;
    const seconds = (clock() - begun) / 1000;
    const left =
      count.orders > before ? ((orders - count.orders) * seconds) / (count.orders - before) : undefined;
    const done = Math.floor(part * BAR);
    return [
      `[${'#'.repeat(done)}${'.'.repeat(BAR - done)}]`,
      `${String(Math.floor(part * 100)).padStart(3)} %`,
      `${grouped(count.commands)} commands`,
      `${grouped(seconds > 0 ? count.commands / seconds : 0)}/s`,
      ...(left === undefined ? [] : [`${duration(left)} left`]),
    ].join('  ');
  };
  return {
    show: (count: Count): void => {
      if (clock() - last < every) return;
      last = clock();
      const line = text(count);
      screen.write(
        screen.isTTY === true ? `\r${line.slice(0, (screen.columns ?? 80) - 1)}\u001B[K` : `${line}\n`,
      );
    },
    end: (): void => {
      if (screen.isTTY === true) screen.write('\r\u001B[K');
    },
  };
}

export const grouped = (count: number): string => Math.round(count).toLocaleString('en-US');

export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
