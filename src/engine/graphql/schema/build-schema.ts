// The executable schema of a list of modules.
import type { GraphQLSchema } from 'graphql';
import type { System } from '../../definitions/define-system.ts';
import { addCommands } from './mutations.ts';
import { SlipstreamError } from '../../model/errors.ts';
import { createBuilder } from './builder.ts';
import { addConsistency } from './consistency.ts';
import { connectionTypes } from './connections.ts';
import { checkShown } from './check-shown.ts';
import { collectDeclarations } from './declarations.ts';
import { addDocumentQuery, documentTypes } from './documents.ts';
import { addListQueries } from './lists.ts';
import { inputTypes } from './input-types.ts';
import { leafTypes } from './leaf-types.ts';
import { outputTypes } from './output-types.ts';
import { addOnlyDocument } from './only-documents.ts';
import { addQueries } from './queries.ts';
import { addRankingQueries } from './rankings.ts';
import { refusingTakenNames } from './taken-names.ts';
import { addSearchQueries } from './searches.ts';
import { addSubscriptions } from './subscriptions.ts';

const QUERY =
  'Reads. Null without an entry in `errors` means that there is no such document; with one, that the read failed.';

/**
 * Resolvers expect a `RequestContext`. Throws BAD_DEFINITION for what GraphQL can't show, naming the place.
 */
export function buildSchema(system: System): GraphQLSchema {
  return refusingTakenNames(() => schemaOf(system));
}

function schemaOf(system: System): GraphQLSchema {
  const declared = collectDeclarations(system.modules);
  checkShown(system, declared);
  const { mutations, documents, listed, ranked, searched, queries, subscriptions, projections } = declared;
  if ([documents, listed, ranked, searched, queries].every(({ length }) => length === 0)) {
    throw new SlipstreamError('BAD_DEFINITION', 'No module shows a document, so there is nothing to query.');
  }
  const builder = createBuilder();
  const leaves = leafTypes(builder);
  const { enums } = leaves;
  const outputs = outputTypes(builder, leaves);
  const types = documentTypes(builder, outputs, projections);
  const query = builder.queryType({ description: QUERY });
  const consistency = addConsistency(builder);
  for (const { projection, by, only } of documents) {
    if (only === undefined) addDocumentQuery(builder, types, { projection, by, consistency });
    else addOnlyDocument({ builder, types, consistency }, projection, only);
  }
  const inputs = inputTypes(builder, leaves);
  const connectionOf = connectionTypes(builder, types);
  addListQueries({ builder, types, connectionOf, enums, consistency }, listed);
  addRankingQueries({ builder, outputs, consistency }, ranked);
  addSearchQueries({ builder, types, connectionOf, enums, inputs, consistency }, searched);
  addQueries({ builder, outputs, leaves, consistency }, queries);
  if (mutations.length > 0) {
    addCommands({ builder, outputs, inputs, documents: types, query }, mutations);
  }
  addSubscriptions(builder, types, { projections, typed: subscriptions, documents });
  // In the order of the definitions, for whoever browses it; `printSchemaText` sorts.
  return builder.toSchema({ sortSchema: false });
}
