// Waiting for something that happens elsewhere, without guessing how long it takes.

/** Resolves as soon as `isTrue`; fails after half a minute, saying what it waited for. */
export async function until(what: string, isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
