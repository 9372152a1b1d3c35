// Lines of a stack, made of the frames at which a debugger has paused a thread.
import type { Debugger } from 'node:inspector';

interface Frame extends Pick<Debugger.CallFrame, 'functionName'> {
  readonly location: Pick<Debugger.Location, 'scriptId' | 'lineNumber'>;
}

/** How long a thread may take to say where it is, in milliseconds: on a machine that is starved it takes a while. */
export const PAUSE_MS = 3000;
const MOST_LINES = 8;

/** @param files urls of scripts by their ids: a frame itself does not say which file it is in. */
export const stackLines = (frames: readonly Frame[], files: ReadonlyMap<string, string>): readonly string[] =>
  frames.slice(0, MOST_LINES).map(({ functionName, location: { scriptId, lineNumber } }) => {
    return `${functionName || '(anonymous)'} ${files.get(scriptId) ?? ''}:${lineNumber + 1}`;
  });
