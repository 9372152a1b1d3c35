// Branches that a run does not reach, of the functions that it calls: read off V8's own counters.
import { Session } from 'node:inspector/promises';
import { findSourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { relative } from 'node:path';

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** A branch that only throws makes nothing. */
const THROWS = /^[\s{]*throw\b/;

/** Counts from now on: functions that are compiled before are not seen whole, so load what is to be looked at afterwards. */
export async function watchBranches() {
  const session = new Session();
  session.connect();
  await session.post('Debugger.enable');
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    /**
     * Places, as `file:line`, that `run` does not reach within the functions that it calls.
     * @param under URL of the folder whose files are looked at.
     */
    unreachedBy: async (run: () => void, under: URL): Promise<readonly string[]> => {
      // What was counted so far is forgotten.
      await session.post('Profiler.takePreciseCoverage');
      run();
      const { result } = await session.post('Profiler.takePreciseCoverage');
      const places: string[] = [];
      for (const { url, scriptId, functions } of result) {
        if (!url.startsWith(under.href)) continue;
        const { scriptSource } = await session.post('Debugger.getScriptSource', { scriptId });
        const gaps = gapsIn(functions.map(({ ranges }) => ranges)).filter(
          (offset) => !THROWS.test(scriptSource.slice(offset)),
        );
        places.push(...gaps.map((offset) => placeOf(url, scriptSource, offset)));
      }
      return [...new Set(places)].sort();
    },
    end: (): void => session.disconnect(),
  };
}

/** Where what was not reached begins: blocks of functions that were called, and functions in them that were not. */
function gapsIn(functions: readonly (readonly Range[])[]): readonly number[] {
  const called = functions.flatMap(([whole]) => (whole && whole.count > 0 ? [whole] : []));
  return functions.flatMap(([whole, ...blocks]) => {
    if (!whole) return [];
    if (whole.count > 0)
      return blocks.filter(({ count }) => count === 0).map(({ startOffset }) => startOffset);
    return called.some((outer) => isWithin(whole, outer)) ? [whole.startOffset] : [];
  });
}

const isWithin = (inner: Range, outer: Range): boolean =>
  inner.startOffset >= outer.startOffset && inner.endOffset <= outer.endOffset;

function placeOf(url: string, source: string, offset: number): string {
  const before = source.slice(0, offset).split('\n');
  const [line, column] = [before.length - 1, before.at(-1)?.length ?? 0];
  const entry = findSourceMap(fileURLToPath(url))?.findEntry(line, column);
  const origin = entry && 'originalLine' in entry ? entry.originalLine : line;
  return `${relative(process.cwd(), fileURLToPath(url))}:${origin + 1}`;
}
