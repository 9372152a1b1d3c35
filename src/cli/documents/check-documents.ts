// The look at documents before they are stored: what the server would refuse, or could not find again, is told.
import { GraphQLError, Kind, specifiedRules, validate, type GraphQLSchema } from 'graphql';
import { documentReaderOf } from '../../engine/graphql/admission/document-reader.ts';
import { sha256 } from '../../engine/graphql/trusted/sha-256.ts';
import { DOCUMENT_ID, SHA_256 } from '../../engine/model/trusted-documents.ts';
import { faultsOf } from './faults-of.ts';
import type { Fault, FoundDocument } from './found-document.ts';

/** Variables are not known: pages count as long as they are without them. */
export function checkDocuments(documents: readonly FoundDocument[], schema: GraphQLSchema): readonly Fault[] {
  const faults = documents.flatMap((document) => [
    ...faultsOfId(document),
    ...faultsOfText(document, schema),
  ]);
  // Several operations may use one fragment.
  return [...new Set([...faults, ...ambiguous(documents)])];
}

function faultsOfId({ id, text, at }: FoundDocument): readonly Fault[] {
  if (!DOCUMENT_ID.test(id))
    return [`${at}: an id is 1 to 128 of A-Z, a-z, 0-9, "-", ".", "_", "~" and ":".`];
  // Clients that send a hash are answered by what has it, so none may be believed.
  if (SHA_256.test(id) && id !== sha256(text))
    return [`${at}: the id ${id} is a SHA-256, and not that of the text.`];
  return [];
}

function faultsOfText({ text, at, placed }: FoundDocument, schema: GraphQLSchema): readonly Fault[] {
  const reader = documentReaderOf(schema);
  try {
    const document = reader.read({ query: text });
    if (document.definitions.every(({ kind }) => kind !== Kind.OPERATION_DEFINITION))
      return [`${at}: there is no operation.`];
    const errors = placed ? validate(schema, placed, specifiedRules) : [];
    if (errors.length > 0) return errors.flatMap((error) => faultsOf(error, at));
    return reader.validate(document).map((error) => `${at}: ${lineOf(error)}`);
  } catch (error) {
    if (error instanceof GraphQLError) return [`${at}: ${lineOf(error)}`];
    throw error;
  }
}

function lineOf({ message, locations }: GraphQLError): string {
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
