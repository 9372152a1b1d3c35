// A gate: callers wait at it, each for a bounded time, until something is there that can come and go.

export interface Gate {
  readonly isOpen: () => boolean;
  /** Resolves when the gate is open; rejects with the error of `late` after `timeoutMs`, or when it is given up. */
  readonly pass: (timeoutMs: number) => Promise<void>;
  readonly open: () => void;
  readonly shut: () => void;
  /** It will not open again: whoever waits is told now. */
  readonly giveUp: () => void;
}

export function createGate(late: () => Error): Gate {
  const waiting = new Set<{ readonly resolve: () => void; readonly reject: (error: Error) => void }>();
  let isOpen = false;

  const wait = (timeoutMs: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => caller.reject(late()), timeoutMs);
      const leave = () => {
        clearTimeout(timer);
        waiting.delete(caller);
      };
      const caller = {
        resolve: () => {
          leave();
          resolve();
        },
        reject: (error: Error) => {
          leave();
          reject(error);
        },
      };
      waiting.add(caller);
    });

  return {
    isOpen: () => isOpen,
    pass: async (timeoutMs) => (isOpen ? undefined : wait(timeoutMs)),
    open: () => {
      isOpen = true;
      for (const { resolve } of waiting) resolve();
    },
    shut: () => {
      isOpen = false;
    },
    giveUp: () => {
      isOpen = false;
      for (const { reject } of waiting) reject(late());
    },
  };
}
