// Enum types, the same for what goes in and what comes out.
import { SlipstreamError } from '../../model/errors.ts';
import type { Builder } from './builder.ts';
import type { EnumShape } from './shapes.ts';
import { typeRegistry } from './type-names.ts';

export type EnumTypes = ReturnType<typeof enumTypes>;

export function enumTypes(builder: Builder) {
  const make = (name: string, { values, description }: EnumShape) => {
    const wrong = values.find((value) => !/^[A-Z_][A-Z0-9_]*$/.test(value));
    if (wrong !== undefined) {
      throw new SlipstreamError('BAD_DEFINITION', `${name}: "${wrong}" is not in SCREAMING_SNAKE_CASE.`);
    }
    return builder.enumType(name, { values, ...(description === undefined ? {} : { description }) });
  };
  const registry = typeRegistry<ReturnType<typeof make>>();
  return { take: (name: string, shape: EnumShape) => registry.take(name, shape, () => make(name, shape)) };
}
