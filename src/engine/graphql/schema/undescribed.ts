// The parts of a schema without a description, and where their author says one.
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import type { System } from '../../definitions/define-system.ts';
import { sayingPlaces, type Part } from './saying-places.ts';

interface DescribedPart extends Part {
  readonly description: string | null | undefined;
}

export interface Undescribed {
  /** For an author: the definition, and how it says one. */
  readonly sayIn: string;
  /** All that gets its description there, by schema coordinates: `Task`, `Task.title`, `Query.tasks(by:)`. */
  readonly parts: readonly string[];
}

/** All of it, one entry for each place. */
export function undescribed(system: System, schema: GraphQLSchema): readonly Undescribed[] {
  const placeOf = sayingPlaces(system);
  const missing = new Map<string, string[]>();
  for (const part of Object.values(schema.getTypeMap()).flatMap(partsOf)) {
    if (part.description?.trim()) continue;
    const place = placeOf(part);
    missing.set(place, [...(missing.get(place) ?? []), coordinateOf(part)]);
  }
  return [...missing].map(([sayIn, parts]) => ({ sayIn, parts }));
}

function partsOf(type: GraphQLNamedType): readonly DescribedPart[] {
  if (isIntrospectionType(type) || isSpecifiedScalarType(type)) return [];
  return [{ type, description: type.description }, ...membersOf(type)];
}

function membersOf(type: GraphQLNamedType): readonly DescribedPart[] {
  if (isEnumType(type)) {
    return type.getValues().map(({ name, description }) => ({ type, member: name, description }));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map(({ name, description }) => ({
      type,
      member: name,
      description,
    }));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => fieldParts(type, field));
}

function fieldParts(
  type: GraphQLNamedType,
  { name: member, description, args }: GraphQLField<unknown, unknown>,
): readonly DescribedPart[] {
  const ofArguments = args.map((one) => ({
    type,
    member,
    argument: one.name,
    description: one.description,
  }));
  return [{ type, member, description }, ...ofArguments];
}

function coordinateOf({ type: { name }, member, argument }: Part): string {
  if (member === undefined) return name;
  return argument === undefined ? `${name}.${member}` : `${name}.${member}(${argument}:)`;
}
