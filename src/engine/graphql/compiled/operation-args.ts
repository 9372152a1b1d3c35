// An operation to be executed, as every way in hands it over.
import type { DocumentNode } from 'graphql';
import type { RequestContext } from '../context.ts';

export interface OperationArgs {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  /** As they were sent. */
  readonly variableValues?: { readonly [name: string]: unknown } | null | undefined;
  readonly contextValue: RequestContext;
}
