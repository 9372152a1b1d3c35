// Reads of generations that other code has filled: they serve until this code has filled its own, and say of each part of
// a document whether it is what this code shows. What is missing is being filled, so it is neither null nor an empty page.
import { ranksOf } from '../../../definitions/document-index.ts';
import { documentSchema } from '../../../shapes/document/declare.ts';
import type { Projection } from '../../../definitions/projection.ts';
import type {
  DocumentRead,
  DocumentReader,
  IndexReader,
  StoredDocument,
  UnfitPlace,
} from '../../../model/documents.ts';
import { foldIdOf, hasIndex } from '../../../model/generation-id.ts';
import type { SearchReader } from '../../../model/search.ts';

interface Made {
  readonly state: DocumentRead['state'];
  readonly generation?: string;
}

/** Makes readers of what is stored readers of what is shown. They throw on a projection that is not among them. */
export function fitReads(projections: readonly Projection[]) {
  const byName = new Map(projections.map((projection) => [projection.name, fitOf(projection)]));
  const of = (name: string): Fit => {
    const fit = byName.get(name);
    if (fit) return fit;
    throw new Error(`There is no projection ${name}.`);
  };
  return {
    documents: <Reader extends DocumentReader>(reader: Reader): Reader => ({
      ...reader,
      read: async (keys) => {
        const reads = await reader.read(keys);
        return reads.map((read, index) => of(keys[index]?.projection ?? '').read(read));
      },
    }),
    indexes: (reader: IndexReader): IndexReader => ({
      readPage: async (query) => of(query.projection).page(query, await reader.readPage(query)),
      readTop: async (query) => of(query.projection).page(query, await reader.readTop(query)),
    }),
    searches: (reader: SearchReader): SearchReader => ({
      search: async (query) => of(query.projection).page(query, await reader.search(query)),
    }),
  };
}

interface Page extends Made {
  readonly entries: readonly { readonly document: StoredDocument }[];
}

interface Fit {
  read(read: DocumentRead): DocumentRead;
  page<Read extends Page>(index: { readonly signature: string }, read: Read): Read;
}

function fitOf(projection: Projection): Fit {
  const { foldId, owner } = projection;
  /** The generation, if other code has filled it. */
  const ofOtherCode = ({ generation }: Made): string | undefined =>
    generation !== undefined && foldIdOf(generation) !== foldId ? generation : undefined;
  const unfit = unfitPlaces(projection);
  const fitted = (document: StoredDocument, generation: string): StoredDocument => ({
    ...document,
    unfit: unfit(document, generation),
  });
  return {
    read: (read) => {
      const generation = ofOtherCode(read);
      if (generation === undefined) return read;
      const { document } = read;
      if (document) return { ...read, document: fitted(document, generation) };
      // Which documents there are follows from the code; of a stream it is compared with the stream.
      return read.state === 'live' && owner === undefined ? { ...read, state: 'filling' } : read;
    },
    page: ({ signature }, read) => {
      const generation = ofOtherCode(read);
      if (generation === undefined) return read;
      const isKept = hasIndex(generation, signature);
      return {
        ...read,
        ...(isKept ? {} : { state: 'filling' as const }),
        entries: read.entries.map((entry) => ({ ...entry, document: fitted(entry.document, generation) })),
      };
    },
  };
}

/** Where a document does not have what this code shows; what it has beyond that is not shown. */
function unfitPlaces({ document: definition, indexes }: Projection) {
  const schema = documentSchema(definition);
  return ({ body }: StoredDocument, generation: string): readonly UnfitPlace[] => {
    if (body === null) return [];
    const checked = schema.safeParse(body);
    const issues = checked.success ? [] : checked.error.issues;
    const places = issues.filter(({ code }) => code !== 'unrecognized_keys').map(({ path }) => path);
    const unkept = indexes.filter(({ signature }) => !hasIndex(generation, signature));
    return [...places, ...ranksOf(unkept).map(({ field }) => [field])];
  };
}
