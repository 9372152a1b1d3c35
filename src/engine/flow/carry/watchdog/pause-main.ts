// The end of a process whose main thread does nothing any more, brought about from beside it. Through the debugger the
// thread is made to say where it is and to exit with a code; where it does not even listen to that, as in a system
// call, the process is killed.
import { Session, type Debugger } from 'node:inspector';
import { PAUSE_MS, stackLines } from './stack-lines.ts';

export interface PausedMain {
  /** Innermost first: where the main thread is, if it could be paused. */
  readonly stack: readonly string[];
  /** Does not come back. */
  end(exitCode: number): Promise<never>;
}

const EXIT_MS = 1000;

export async function pauseMain(): Promise<PausedMain> {
  const session = new Session();
  const files = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params }) => void files.set(params.scriptId, params.url));
  const frames = await pausedFrames(session);
  const top = frames[0]?.callFrameId;
  return {
    stack: stackLines(frames, files),
    end: async (exitCode) => {
      if (top !== undefined) {
        // Without the handlers of `exit`, which would run on the thread that hangs.
        const expression = `process.reallyExit(${exitCode})`;
        session.post('Debugger.evaluateOnCallFrame', { callFrameId: top, expression });
        await sleep(EXIT_MS);
      }
      for (;;) {
        process.kill(process.pid, 'SIGKILL');
        await sleep(EXIT_MS);
      }
    },
  };
}

/** None if it does not pause. */
async function pausedFrames(session: Session): Promise<readonly Debugger.CallFrame[]> {
  try {
    session.connectToMainThread();
    const paused = new Promise<readonly Debugger.CallFrame[]>((resolve) => {
      session.once('Debugger.paused', ({ params }) => resolve(params.callFrames));
    });
    session.post('Debugger.enable');
    session.post('Debugger.pause');
    return await Promise.race([paused, sleep(PAUSE_MS).then(() => [])]);
  } catch {
    return [];
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
