// The Pothos builder every part of the schema is made with.
import SchemaBuilder, { type inputShapeKey, type outputShapeKey } from '@pothos/core';
import type { Json } from '../../model/json.ts';
import type { RequestContext } from '../context.ts';
import type { Signing } from '../signer.ts';
import { textScalars, type ScalarName, type TextScalar } from './scalars.ts';

/** The value `Query` is resolved on: nothing at the root of an operation, the write on the payload of a command. */
export interface QueryRoot {
  /** Token of the write that reads below it must have seen. */
  readonly after?: string;
}

type Text = { Input: string; Output: string };
type Scalars = Record<TextScalar, Text> & { OperationsJson: { Input: never; Output: Json } };

export type SchemaTypes = PothosSchemaTypes.ExtendDefaultTypes<{
  Context: RequestContext;
  Root: QueryRoot;
  DefaultFieldNullability: false;
  Scalars: Scalars;
}>;

export type Builder = ReturnType<typeof createBuilder>;
/** Types whose shape is known only at run time. */
export type AnyOutput = ScalarName | { [outputShapeKey]: unknown };
export type AnyInput = ScalarName | { [inputShapeKey]: unknown };

export function createBuilder(tokens: Signing) {
  const builder = new SchemaBuilder<{
    Context: RequestContext;
    Root: QueryRoot;
    DefaultFieldNullability: false;
    Scalars: Scalars;
  }>({ defaultFieldNullability: false });
  for (const [name, options] of textScalars(tokens)) builder.scalarType(name, options);
  builder.scalarType('OperationsJson', {
    description: 'Any JSON value, as operators see what is stored.',
    serialize: (value) => value,
  });
  return builder;
}
