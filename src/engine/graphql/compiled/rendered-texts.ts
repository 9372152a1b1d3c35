// Texts that selections made of stored documents, so that a document that is read again as it was is not parsed again. A
// text is used only beside the very text that is stored, so nothing in it can be old.

interface Rendered {
  readonly stored: string;
  readonly text: string;
}

export interface RenderedTexts {
  /** Undefined unless it was made of the same stored text. */
  get(key: string, stored: string): string | undefined;
  keep(key: string, rendered: Rendered): void;
}

/** What an entry takes beside its texts. */
const ENTRY_BYTES = 300;

/**
 * Those used last, within so many bytes: two halves, of which the older one is dropped when the younger one is full.
 * @param maxBytes of both, each letter counted as two.
 */
export function renderedTexts(maxBytes: number): RenderedTexts {
  let young = new Map<string, Rendered>();
  let old = new Map<string, Rendered>();
  let bytes = 0;
  const keep = (key: string, rendered: Rendered): void => {
    const own = 2 * (key.length + rendered.stored.length + rendered.text.length) + ENTRY_BYTES;
    if (own > maxBytes / 2) return;
    if (bytes + own > maxBytes / 2) {
      old = young;
      young = new Map();
      bytes = 0;
    }
    bytes += own;
    young.set(key, rendered);
  };
  return {
    get: (key, stored) => {
      const recent = young.get(key);
      if (recent) return recent.stored === stored ? recent.text : undefined;
      const known = old.get(key);
      if (known?.stored !== stored) return undefined;
      keep(key, known);
      return known.text;
    },
    keep: (key, rendered) => {
      joinPieces(rendered.text);
      keep(key, rendered);
    },
  };
}

/** V8 holds a text that was put together as its pieces, which take four times as much, until all of it is looked at. */
const joinPieces = (text: string): number => Buffer.byteLength(text);
