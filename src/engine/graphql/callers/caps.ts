// Caps on what is open at the same time: for each caller, so that one can't take those of all others, and in the
// process.

export interface Cap {
  readonly perCaller: number;
  readonly perProcess: number;
}

export interface Caps {
  /** @param caller undefined where nobody can be told from anybody else. @returns who has enough, or how one is given back. */
  take(caller: string | undefined): 'caller' | 'process' | (() => void);
}

export function createCaps({ perCaller, perProcess }: Cap): Caps {
  const counts = new Map<string, number>();
  let open = 0;
  const giveBack = (caller: string | undefined): void => {
    open -= 1;
    if (caller === undefined) return;
    const rest = (counts.get(caller) ?? 0) - 1;
    if (rest > 0) counts.set(caller, rest);
    else counts.delete(caller);
  };
  return {
    take: (caller) => {
      const count = caller === undefined ? 0 : (counts.get(caller) ?? 0);
      if (count >= perCaller) return 'caller';
      if (open >= perProcess) return 'process';
      open += 1;
      if (caller !== undefined) counts.set(caller, count + 1);
      let isGiven = false;
      return () => {
        if (isGiven) return;
        isGiven = true;
        giveBack(caller);
      };
    },
  };
}
