// Types without fields, the same for what goes in and what comes out: enums, and the scalars that authors define.
import type { Builder } from './builder.ts';
import { definedScalars, type DefinedScalars } from './defined-scalars.ts';
import { enumTypes, type EnumTypes } from './enum-types.ts';

export interface LeafTypes {
  readonly enums: EnumTypes;
  readonly scalars: DefinedScalars;
}

export function leafTypes(builder: Builder): LeafTypes {
  return { enums: enumTypes(builder), scalars: definedScalars(builder) };
}
