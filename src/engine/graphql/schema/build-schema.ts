// The executable schema of a list of modules.
import type { GraphQLSchema } from 'graphql';
import type { System } from '../../definitions/define-system.ts';
import { addCommands, MUTATION, refusalsShown } from './mutations.ts';
import { SlipstreamError } from '../../model/errors.ts';
import { UNSIGNED, type Signer } from '../signer.ts';
import { createBuilder } from './builder.ts';
import { addConsistency } from './consistency.ts';
import { connectionTypes, pageInfoType } from './connections.ts';
import { checkShown } from './check-shown.ts';
import { collectDeclarations } from './declarations.ts';
import { addDocumentQuery, documentTypes } from '../../shapes/document/schema.ts';
import { inputTypes } from './input-types.ts';
import { leafTypes } from './leaf-types.ts';
import { outputTypes } from './output-types.ts';
import { addOnlyDocument } from '../../shapes/document/only.ts';
import { addOperations } from './operations/add-operations.ts';
import { addVerbs } from './operations/add-verbs.ts';
import { VERB_REFUSALS } from './operations/verb-refusals.ts';
import { addRefusals } from './refusal-types.ts';
import { rankFields } from '../../shapes/schema.ts';
import { refusingTakenNames } from './taken-names.ts';
import { addSubscriptions } from './subscriptions.ts';

const QUERY =
  'Reads. Null without an entry in `errors` means that there is no such document; with one, that the read failed.';

/**
 * Resolvers expect a `RequestContext`.
 * @param signer of tokens and cursors; they are not signed if omitted.
 * Throws BAD_DEFINITION for what GraphQL can't show, naming the place.
 */
export function buildSchema(system: System, signer: Signer = UNSIGNED): GraphQLSchema {
  return refusingTakenNames(() => schemaOf(system, signer));
}

function schemaOf(system: System, { tokens, cursors }: Signer): GraphQLSchema {
  const declared = collectDeclarations(system.modules);
  checkShown(system, declared);
  const { mutations, documents, shapes, subscriptions, projections } = declared;
  if (documents.length === 0 && shapes.every((shape) => shape.shown().projections.length === 0)) {
    throw new SlipstreamError('BAD_DEFINITION', 'No module shows a document, so there is nothing to query.');
  }
  const builder = createBuilder(tokens);
  const leaves = leafTypes(builder);
  const outputs = outputTypes(builder, leaves);
  const types = documentTypes(builder, outputs, { projections, more: rankFields });
  const query = builder.queryType({ description: QUERY });
  const consistency = addConsistency(builder);
  for (const { projection, by, only } of documents) {
    if (only === undefined) addDocumentQuery(builder, types, { projection, by, consistency });
    else addOnlyDocument({ builder, types, consistency }, projection, only);
  }
  const inputs = inputTypes(builder, leaves);
  const pageInfo = pageInfoType(builder);
  const connectionOf = connectionTypes(builder, types, pageInfo);
  const { rankFieldsOf } = types;
  const parts = { builder, outputs, inputs, leaves, connectionOf, rankFieldsOf, consistency, cursors };
  for (const shape of shapes) shape.add(parts);
  const refusals = [...refusalsShown(mutations), ...VERB_REFUSALS];
  const refusalType = addRefusals(builder, outputs, refusals);
  builder.mutationType({ description: MUTATION });
  if (mutations.length > 0) {
    addCommands({ builder, inputs, documents: types, query, refusalType }, mutations);
  }
  addVerbs({ builder, inputs, refusalType }, addOperations(builder, pageInfo));
  addSubscriptions(builder, types, { projections, typed: subscriptions, documents });
  // In the order of the definitions, for whoever browses it; `printSchemaText` sorts.
  return builder.toSchema({ sortSchema: false });
}
