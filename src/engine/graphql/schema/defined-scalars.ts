// The scalars that authors define. Like the engine's they let malformed values through, as long as these are texts or
// numbers at all: the one place that validates says what is wrong with them.
import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { badDefinition } from '../../definitions/bad-definition.ts';
import type { Scalar } from '../../definitions/scalar.ts';
import type { AnyInput, AnyOutput, Builder } from './builder.ts';
import { isScalarName } from './scalars.ts';

export type ScalarRef = AnyInput & AnyOutput;

export interface DefinedScalars {
  /** The type of that scalar, made at its first use. Throws BAD_DEFINITION if another scalar has its name. */
  take(scalar: Scalar): ScalarRef;
}

interface Coercion {
  readonly description: string;
  readonly serialize: (value: unknown) => string | number;
  readonly parseValue: (value: unknown) => string | number;
  readonly parseLiteral: (node: ValueNode) => string | number;
}

/** The builder where the compiler does not know the names of scalars. */
interface ScalarMaker {
  scalarType(name: string, coercion: Coercion): ScalarRef;
}

export function definedScalars(builder: Builder): DefinedScalars {
  const maker: ScalarMaker = builder;
  const taken = new Map<string, { readonly scalar: Scalar; readonly ref: ScalarRef }>();
  return {
    take: (scalar) => {
      const { name } = scalar;
      const known = taken.get(name);
      if (known?.scalar === scalar) return known.ref;
      if (known) throw badDefinition(`Two scalars are named ${name}: share one definition, or rename one.`);
      if (isScalarName(name)) throw badDefinition(`Scalar ${name} is the engine's: name yours otherwise.`);
      const ref = maker.scalarType(name, coercionOf(scalar));
      taken.set(name, { scalar, ref });
      return ref;
    },
  };
}

function coercionOf({ name, description, json, takesDigits }: Scalar): Coercion {
  const wrong = `${name} is written as a ${json === 'text' ? 'string' : 'number'}.`;
  const same = (value: unknown): string | number => {
    if (json === 'text' && typeof value === 'string') return value;
    if (json === 'number' && typeof value === 'number' && Number.isFinite(value)) return value;
    throw new GraphQLError(wrong);
  };
  return {
    description,
    serialize: same,
    parseValue: same,
    parseLiteral: (node) => {
      const isNumber = node.kind === Kind.INT || node.kind === Kind.FLOAT;
      if (json === 'number' && isNumber) return same(Number(node.value));
      // A literal keeps its digits, so nothing is lost; a number among the variables has been a double by now.
      if (json === 'text' && (node.kind === Kind.STRING || (takesDigits && isNumber))) return node.value;
      throw new GraphQLError(wrong, { nodes: node });
    },
  };
}
