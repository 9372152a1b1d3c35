// The schema as callers without a token do not see it: no introspection, and no names in what is said of mistakes.
import { BREAK, GraphQLError, Kind, visit, type DocumentNode } from 'graphql';
import { isStranger } from '../../model/caller.ts';
import { placeOf } from '../errors.ts';
import type { DocumentReader } from './document-reader.ts';

export const hidingSchema = (reader: DocumentReader): DocumentReader => ({
  ...reader,
  validate: (document, caller) => {
    const errors = reader.validate(document, caller);
    if (!caller || !isStranger(caller)) return errors;
    if (errors.length > 0) return errors.map(withoutSuggestions);
    return introspects(document) ? [hidden()] : errors;
  },
});

const known = new WeakMap<DocumentNode, boolean>();

function introspects(document: DocumentNode): boolean {
  const remembered = known.get(document);
  if (remembered !== undefined) return remembered;
  let found = false;
  visit(document, {
    [Kind.FIELD]: ({ name: { value } }) => {
      if (value !== '__schema' && value !== '__type') return undefined;
      found = true;
      return BREAK;
    },
  });
  known.set(document, found);
  return found;
}

function hidden(): GraphQLError {
  const message = 'The schema is shown to callers with a token only.';
  return new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } });
}

function withoutSuggestions(error: GraphQLError): GraphQLError {
  const message = error.message.replace(/ Did you mean .*$/s, '');
  return new GraphQLError(message, { ...placeOf(error), extensions: error.extensions });
}
