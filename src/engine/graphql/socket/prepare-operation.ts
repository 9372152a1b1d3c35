// One operation that does not come over HTTP: checked as those are, by the same rules.
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type ExecutionArgs,
  type GraphQLSchema,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { DocumentReader } from '../admission/document-reader.ts';
import type { RequestContext } from '../context.ts';
import { withCode } from '../errors.ts';

interface Preparation {
  readonly schema: GraphQLSchema;
  readonly reader: DocumentReader;
  readonly context: RequestContext;
}

/** What is to be executed, or why it can't be. */
export function prepareOperation(
  { query, operationName, variables }: SubscribePayload,
  { schema, reader, context }: Preparation,
): ExecutionArgs | readonly GraphQLError[] {
  const document = refusalOf(
    () => reader.read({ query, operationName, variables }, context.allowance.spend),
    'GRAPHQL_PARSE_FAILED',
  );
  if (document instanceof GraphQLError) return [document];
  // Some rules throw what others report.
  const errors = refusalOf(() => reader.validate(document, context.caller), 'GRAPHQL_VALIDATION_FAILED');
  if (errors instanceof GraphQLError) return [errors];
  if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  if (!getOperationAST(document, operationName)) {
    return [coded('OPERATION_RESOLUTION_FAILURE', 'Could not determine what operation to execute.')];
  }
  const variableValues = variables ?? {};
  return { schema, document, contextValue: context, variableValues, operationName };
}

function refusalOf<Result>(check: () => Result, fallback: string): Result | GraphQLError {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return withCode(error, fallback);
  }
}

export const isSubscription = ({ document, operationName }: ExecutionArgs): boolean =>
  getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION;

export const coded = (code: string, message: string) => new GraphQLError(message, { extensions: { code } });
