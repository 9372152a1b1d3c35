// Stack of a thread of this process that never comes back, read through the debugger of threads.
import { Session } from 'node:inspector';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { PAUSE_MS, stackLines } from '../../flow/carry/watchdog/stack-lines.ts';

const Message = z.object({
  id: z.number().optional(),
  method: z.string().optional(),
  params: z
    .object({
      scriptId: z.string().optional(),
      url: z.string().optional(),
      callFrames: z
        .array(
          z.object({
            functionName: z.string(),
            location: z.object({ scriptId: z.string(), lineNumber: z.number() }),
          }),
        )
        .optional(),
    })
    .optional(),
});

/** Number of the message that lets it go on, and of its answer. */
const GONE_ON = 3;

/** Innermost first; empty if it does not pause. It goes on afterwards. */
export async function pausedStack(threadId: number): Promise<readonly string[]> {
  const session = new Session();
  try {
    return await Promise.race([paused(session, threadId), sleep(PAUSE_MS, [], { ref: false })]);
  } catch {
    return [];
  } finally {
    session.disconnect();
  }
}

function paused(session: Session, threadId: number): Promise<readonly string[]> {
  session.connect();
  let asked: string | undefined;
  const files = new Map<string, string>();
  let frames: readonly string[] = [];
  const say = (method: string, id: number): void => {
    const message = JSON.stringify({ id, method });
    session.post('NodeWorker.sendMessageToWorker', { sessionId: asked ?? '', message });
  };
  return new Promise((resolve) => {
    session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
      // All threads are attached to; only the title has the number of one: `[worker 3]`.
      if (!workerInfo.title.startsWith(`[worker ${threadId}]`)) return;
      asked = sessionId;
      say('Debugger.enable', 1);
      say('Debugger.pause', 2);
    });
    session.on('NodeWorker.receivedMessageFromWorker', ({ params: { sessionId, message } }) => {
      if (sessionId !== asked) return;
      const { id, method, params = {} } = Message.parse(JSON.parse(message));
      if (method === 'Debugger.scriptParsed') files.set(params.scriptId ?? '', params.url ?? '');
      // A thread that stays paused could not be ended.
      if (id === GONE_ON) resolve(frames);
      if (method !== 'Debugger.paused') return;
      frames = stackLines(params.callFrames ?? [], files);
      say('Debugger.disable', GONE_ON);
    });
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  });
}
