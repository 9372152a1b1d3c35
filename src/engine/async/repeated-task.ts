// A task that runs once at a time: asked for meanwhile it runs once more, and after a failure again in a moment.

export interface RepeatedTask {
  readonly run: () => void;
  readonly runSoon: () => void;
  /** Forgets what was to come; a run that is under way ends by itself. */
  readonly stop: () => void;
}

export function createRepeatedTask(options: {
  readonly task: () => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  readonly retryAfterMs: number;
}): RepeatedTask {
  let state: 'idle' | 'running' | 'asked again' = 'idle';
  let timer: NodeJS.Timeout | undefined;

  const loop = async (): Promise<void> => {
    try {
      do {
        state = 'running';
        await options.task();
      } while (wasAskedAgain());
    } catch (error) {
      options.onFailure(error);
      runSoon();
    } finally {
      state = 'idle';
    }
  };
  const wasAskedAgain = () => state === 'asked again';
  const run = (): void => {
    if (state === 'idle') void loop();
    else state = 'asked again';
  };
  const runSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      run();
    }, options.retryAfterMs).unref();
  };

  return {
    run,
    runSoon,
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
