// An alarm: calls back at a moment, however far away that is, and whatever becomes of the clock meanwhile.

const LOOK_AGAIN_MS = 60_000;

/** @param at in milliseconds since 1970. What it answers calls it off. */
export function atTime(at: number, ring: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    const left = at - Date.now();
    if (left <= 0) return ring();
    timer = setTimeout(wait, Math.min(left, LOOK_AGAIN_MS)).unref();
  };
  wait();
  return () => clearTimeout(timer);
}
