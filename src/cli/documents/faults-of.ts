// Errors of GraphQL as lines that say in which file they are, and in which line of it.
import { GraphQLError } from 'graphql';
import type { Fault } from './found-document.ts';

/** By the files that its nodes, or its source, are of. @param otherwise where it is, if it does not say. */
export function faultsOf(error: unknown, otherwise: string): readonly Fault[] {
  if (!(error instanceof GraphQLError)) throw error;
  const { source, locations, nodes, message } = error;
  const node = nodes?.[0]?.loc;
  const [at] = locations ?? [];
  if (node) return [`${node.source.name}:${node.startToken.line}: ${message}`];
  return [`${source && at ? `${source.name}:${at.line}` : otherwise}: ${message}`];
}
