// Reports to the parent of this process, when it asks, how much memory was in use at most since it asked last.
export function reportMemory(): void {
  let heap = 0;
  let rss = 0;
  setInterval(() => {
    const used = process.memoryUsage();
    heap = Math.max(heap, used.heapUsed);
    rss = Math.max(rss, used.rss);
  }, 50);
  process.on('message', () => {
    process.send?.({ heap, rss });
    heap = 0;
    rss = 0;
  });
}
