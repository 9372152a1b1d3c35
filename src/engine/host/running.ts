// Something that was started and can be stopped.

export interface Running {
  /** Finishes what it has begun, and is gone by the deadline (in milliseconds) at the latest. */
  close(deadlineMs: number): Promise<void>;
}

/** One after the other, the last started first; one that fails does not keep the others from stopping. */
export function together(parts: readonly Running[]): Running {
  return {
    close: async (deadlineMs) => {
      const failures: unknown[] = [];
      for (const part of parts.toReversed()) {
        await part.close(deadlineMs).catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw new AggregateError(failures, 'Not everything stopped in order.');
    },
  };
}
