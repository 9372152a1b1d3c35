// The executable schema of a list of modules.
import type { GraphQLSchema } from 'graphql';
import type { Module } from '../../definitions/index.ts';
import { addCommands } from '../../flow/accept/api/add-commands.ts';
import { SlipstreamError } from '../../model/errors.ts';
import { createBuilder } from './builder.ts';
import { addConsistency } from './consistency.ts';
import { connectionTypes } from './connections.ts';
import { collectDeclarations } from './declarations.ts';
import { addDocumentQueries, documentTypes } from './documents.ts';
import { enumTypes } from './enum-types.ts';
import { addListQueries } from './lists.ts';
import { inputTypes } from './input-types.ts';
import { outputTypes } from './output-types.ts';
import { addSearchQueries } from './searches.ts';
import { addSubscriptions } from './subscriptions.ts';

/** Resolvers expect a `RequestContext`. Throws BAD_DEFINITION for what GraphQL can't show, naming the place. */
export function buildSchema({ modules }: { readonly modules: readonly Module[] }): GraphQLSchema {
  const { mutations, documents, listed, searched, subscriptions, projections } = collectDeclarations(modules);
  if (documents.length + listed.length + searched.length === 0) {
    throw new SlipstreamError('BAD_DEFINITION', 'No module shows a document, so there is nothing to query.');
  }
  const builder = createBuilder();
  const enums = enumTypes(builder);
  const outputs = outputTypes(builder, enums);
  const types = documentTypes(builder, outputs, projections);
  const query = builder.queryType({});
  const consistency = addConsistency(builder);
  addDocumentQueries(builder, types, { projections: documents, consistency });
  const inputs = inputTypes(builder, enums);
  const connectionOf = connectionTypes(builder, types);
  addListQueries({ builder, connectionOf, enums, consistency }, listed);
  addSearchQueries({ builder, connectionOf, inputs, consistency }, searched);
  if (mutations.length > 0) {
    addCommands({ builder, outputs, inputs, documents: types, query }, mutations);
  }
  addSubscriptions(builder, types, { projections, typed: subscriptions });
  // In the order of the definitions, for whoever browses it; `printSchemaText` sorts.
  return builder.toSchema({ sortSchema: false });
}
