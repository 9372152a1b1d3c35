// Values that are given again as they are: each has a key of its own, under which the text that a selection makes of it is
// kept. Who marks a value promises that nobody changes it.
import type { RenderedTexts } from './rendered-texts.ts';
import type { Writer } from './writer.ts';

const keys = new WeakMap<object, string>();
let marked = 0;

export function markKept(value: object): void {
  marked += 1;
  keys.set(value, `=${marked}`);
}

/**
 * Writes a marked value once.
 * @param selection another one for every selection.
 */
export function writingOnce(write: Writer, rendered: RenderedTexts, selection: string): Writer {
  return (value) => {
    const own = typeof value === 'object' && value !== null ? keys.get(value) : undefined;
    if (own === undefined) return write(value);
    const key = selection + own;
    const known = rendered.get(key, '');
    if (known !== undefined) return known;
    const text = write(value);
    rendered.keep(key, { stored: '', text });
    return text;
  };
}
