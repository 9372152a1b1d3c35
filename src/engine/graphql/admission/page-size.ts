// Page size that a field asks for with its argument `first`: as it is written, or as the request says.
import { Kind, type FieldNode, type GraphQLField, type ValueNode } from 'graphql';
import { LIMITS } from '../../model/limits.ts';
import type { Size } from './amounts.ts';

/** Undefined if it has no such argument. */
export function pageSizeOf(
  { args }: GraphQLField<unknown, unknown>,
  { arguments: given = [] }: FieldNode,
): Size | undefined {
  const taken = args.find(({ name }) => name === 'first');
  if (taken === undefined) return undefined;
  const usual = sizeOf(taken.defaultValue);
  const value = given.find(({ name }) => name.value === 'first')?.value;
  if (value === undefined) return usual;
  if (value.kind !== Kind.VARIABLE) return sizeOf(literalOf(value));
  const { name } = value;
  return ({ variables }) => (name.value in variables ? sizeOf(variables[name.value]) : usual);
}

/** What is out of range is refused by who reads it; what is no number counts as the most there may be. */
function sizeOf(value: unknown): number {
  if (typeof value !== 'number' || Number.isNaN(value)) return LIMITS.entriesPerPage;
  return Math.min(Math.max(Math.trunc(value), 1), LIMITS.entriesPerPage);
}

export const literalOf = (value: ValueNode): unknown =>
  value.kind === Kind.INT ? Number(value.value) : undefined;
