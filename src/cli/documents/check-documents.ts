// The look at documents before they are stored: what the server would refuse, or could not find again, is told.
import { GraphQLError, Kind, type GraphQLSchema } from 'graphql';
import { documentReaderOf, type DocumentReader } from '../../engine/graphql/admission/document-reader.ts';
import { sha256 } from '../../engine/graphql/trusted/sha-256.ts';
import { DOCUMENT_ID, SHA_256 } from '../../engine/model/trusted-documents.ts';
import type { Fault, FoundDocument } from './found-document.ts';

/** Variables are not known: pages count as long as they are without them. */
export function checkDocuments(documents: readonly FoundDocument[], schema: GraphQLSchema): readonly Fault[] {
  const reader = documentReaderOf(schema);
  return [
    ...documents.flatMap(({ id, text, at }) => [
      ...faultsOfId(id, text).map((fault) => `${at}: ${fault}`),
      ...faultsOfText(text, reader).map((fault) => `${at}: ${fault}`),
    ]),
    ...ambiguous(documents),
  ];
}

function faultsOfId(id: string, text: string): readonly string[] {
  if (!DOCUMENT_ID.test(id)) return [`an id is 1 to 128 of A-Z, a-z, 0-9, "-", ".", "_", "~" and ":".`];
  // Clients that send a hash are answered by what has it, so none may be believed.
  if (SHA_256.test(id) && id !== sha256(text))
    return [`the id ${id} is a SHA-256, and not that of the text.`];
  return [];
}

function faultsOfText(text: string, { read, validate }: DocumentReader): readonly string[] {
  try {
    const document = read({ query: text });
    if (document.definitions.every(({ kind }) => kind !== Kind.OPERATION_DEFINITION))
      return ['there is no operation.'];
    return validate(document).map(told);
  } catch (error) {
    if (error instanceof GraphQLError) return [told(error)];
    throw error;
  }
}

function told({ message, locations }: GraphQLError): string {
  const [at] = locations ?? [];
  return at ? `${message} (line ${at.line} of the document)` : message;
}

/** One id for two texts. */
function ambiguous(documents: readonly FoundDocument[]): readonly Fault[] {
  const first = new Map<string, FoundDocument>();
  return documents.flatMap((document) => {
    const { id, text, at } = document;
    const before = first.get(id);
    if (!before) first.set(id, document);
    return before && before.text !== text ? [`${at}: the id ${id} has another text at ${before.at}.`] : [];
  });
}
