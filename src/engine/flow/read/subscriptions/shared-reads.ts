// One read of a document for however many subscribers are told of it: whoever comes while it is under way waits for
// it, and whoever comes a little later finds it among the recent ones.
import type { DocumentRead, DocumentReader, StoredDocument } from '../../../model/documents.ts';
import { comparePositions, type Position } from '../../../model/position.ts';
import type { NamedDocument } from './named-document.ts';
import { releaseInBatches } from '../../../async/notify-in-batches.ts';

export interface SharedReads {
  /** The document at `position` or later; nothing if it cannot be read like that at present. */
  read(
    document: NamedDocument,
    least: { readonly incarnation: string; readonly position: Position },
  ): Promise<StoredDocument | undefined>;
  /** Keeps what was read for another reason. */
  keep(document: NamedDocument, read: DocumentRead): void;
}

const MOST_KEPT = 128;

export function createSharedReads(documents: DocumentReader): SharedReads {
  const underWay = new Map<string, () => Promise<DocumentRead | undefined>>();
  const kept = new Map<string, DocumentRead>();

  const keep = ({ name }: NamedDocument, read: DocumentRead) => {
    kept.delete(name);
    kept.set(name, read);
    if (kept.size <= MOST_KEPT) return;
    const [oldest] = kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
  };
  const begin = (document: NamedDocument): (() => Promise<DocumentRead | undefined>) => {
    const reading = documents
      .read([document])
      .then(([read]) => {
        if (read) keep(document, read);
        return read;
      })
      .finally(() => underWay.delete(document.name));
    const waitFor = releaseInBatches(reading);
    underWay.set(document.name, waitFor);
    return waitFor;
  };

  return {
    keep,
    read: async (document, least) => {
      const atLeast = (read: DocumentRead | undefined): StoredDocument | undefined =>
        read?.state === 'live' &&
        read.incarnation === least.incarnation &&
        read.document &&
        comparePositions(read.document.position, least.position) >= 0
          ? read.document
          : undefined;
      const { name } = document;
      // A read that is under way may have begun before the notice: then one more is shared by all who found that.
      return (
        atLeast(kept.get(name)) ??
        atLeast(await underWay.get(name)?.()) ??
        atLeast(await (underWay.get(name) ?? begin(document))())
      );
    },
  };
}
