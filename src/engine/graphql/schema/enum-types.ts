// Enum types, the same for what goes in and what comes out.
import { SlipstreamError } from '../../model/errors.ts';
import type { Builder } from './builder.ts';
import { about, aboutField } from './descriptions.ts';
import type { EnumShape } from './slots.ts';
import { typeRegistry } from './type-names.ts';

export type EnumTypes = ReturnType<typeof enumTypes>;

export function enumTypes(builder: Builder) {
  const make = (name: string, { values, about: said, description }: EnumShape) => {
    const wrong = values.find((value) => !/^[A-Z_][A-Z0-9_]*$/.test(value));
    if (wrong !== undefined) {
      throw new SlipstreamError('BAD_DEFINITION', `${name}: "${wrong}" is not in SCREAMING_SNAKE_CASE.`);
    }
    const each = values.map((value) => [value, aboutField(said[value] ?? {})] as const);
    return builder.enumType(name, { values: Object.fromEntries(each), ...about(description) });
  };
  const registry = typeRegistry<ReturnType<typeof make>>();
  return { take: (name: string, shape: EnumShape) => registry.take(name, shape, () => make(name, shape)) };
}
